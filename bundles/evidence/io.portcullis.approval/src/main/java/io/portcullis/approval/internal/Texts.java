// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

/** Makes text of others fit for a line of a log and for a record. */
final class Texts {
  /** Of one text in a record. */
  static final int MOST_CHARS = 1_000;

  private Texts() {}

  static String line(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }

  /** At most {@link #MOST_CHARS} characters, and no half of a surrogate pair at the end. */
  static String cut(String text) {
    if (text.length() <= MOST_CHARS) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(MOST_CHARS - 1));
    return text.substring(0, half ? MOST_CHARS - 1 : MOST_CHARS);
  }
}
