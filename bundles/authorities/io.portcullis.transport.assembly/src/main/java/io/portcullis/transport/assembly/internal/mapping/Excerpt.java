// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

import io.portcullis.support.text.PrintableText;

/** The beginning of a text, limited to the length of a text in an event. */
public final class Excerpt {
  /** The limit that the SDKs set for results. */
  static final int MAX_CHARACTERS = 2_000;

  private Excerpt() {}

  /** Returns the beginning; it never ends with half of a surrogate pair. */
  public static String of(String text) {
    return PrintableText.start(text, MAX_CHARACTERS);
  }
}
