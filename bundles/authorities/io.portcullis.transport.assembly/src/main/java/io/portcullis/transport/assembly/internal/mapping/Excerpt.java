// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

/** The beginning of a text, limited to the length of a text in an event. */
public final class Excerpt {
  /** The limit that the SDKs set for results. */
  static final int MAX_CHARACTERS = 2_000;

  private Excerpt() {}

  /** Returns the beginning; it never ends with half of a surrogate pair. */
  public static String of(String text) {
    if (text.length() <= MAX_CHARACTERS) {
      return text;
    }
    boolean halves = Character.isHighSurrogate(text.charAt(MAX_CHARACTERS - 1));
    return text.substring(0, halves ? MAX_CHARACTERS - 1 : MAX_CHARACTERS);
  }
}
