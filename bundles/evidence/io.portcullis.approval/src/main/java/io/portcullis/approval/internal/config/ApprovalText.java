// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

/** Makes text of others fit for a line of a log and for a record. */
public final class ApprovalText {
  /** Of one text in a record. */
  static final int MAX_CHARS = 1_000;

  private ApprovalText() {}

  public static String line(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }

  /** At most {@link #MAX_CHARS} characters, and no half of a surrogate pair at the end. */
  public static String cut(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1));
    return text.substring(0, half ? MAX_CHARS - 1 : MAX_CHARS);
  }
}
