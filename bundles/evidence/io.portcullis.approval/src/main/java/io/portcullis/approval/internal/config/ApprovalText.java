// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

/** Makes untrusted text safe for a log line and a record. */
public final class ApprovalText {
  /** The maximum length of one text in a record. */
  static final int MAX_CHARS = 1_000;

  private ApprovalText() {}

  /** Replaces invisible characters by spaces. */
  public static String line(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }

  /** Returns at most {@link #MAX_CHARS} characters, without half a surrogate pair at the end. */
  public static String cut(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1));
    return text.substring(0, half ? MAX_CHARS - 1 : MAX_CHARS);
  }
}
