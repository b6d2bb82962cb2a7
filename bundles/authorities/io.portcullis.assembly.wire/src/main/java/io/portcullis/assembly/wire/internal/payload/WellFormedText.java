// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import io.portcullis.assembly.wire.WireException;

/** Checks text before it is encoded. */
public final class WellFormedText {
  private WellFormedText() {}

  /**
   * Returns the same text. A text with half of a surrogate pair would be encoded as another text,
   * and the runtime would decide about other values than those that run.
   */
  public static String of(String text) throws WireException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          throw new WireException(
              WireException.Kind.NOT_UTF8, "a text has half of a surrogate pair");
        }
        i++;
      }
    }
    return text;
  }
}
