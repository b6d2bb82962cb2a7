// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

/** The beginning of a text, as long as one may be in an event. */
public final class Excerpt {
  /** As long as the SDKs let results be. */
  static final int MOST_CHARACTERS = 2_000;

  private Excerpt() {}

  /** Never ends with half of a surrogate pair. */
  public static String of(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    boolean halves = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
    return text.substring(0, halves ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
  }
}
