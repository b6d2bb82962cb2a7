// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

import io.portcullis.support.text.PrintableText;

/** Limits the length of texts in records. */
public final class ApprovalText {
  /** The maximum length of one text in a record. */
  private static final int MAX_CHARS = 1_000;

  private ApprovalText() {}

  /** Returns at most {@link #MAX_CHARS} characters, without half a surrogate pair at the end. */
  public static String cut(String text) {
    return PrintableText.start(text, MAX_CHARS);
  }
}
