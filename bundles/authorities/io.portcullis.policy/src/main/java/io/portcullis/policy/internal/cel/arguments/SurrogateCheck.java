// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.arguments;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portcullis.policy.internal.cel.ExpressionFault;

/** Refuses halves of surrogate pairs, which readers replace by different characters. */
final class SurrogateCheck {

  private SurrogateCheck() {}

  /**
   * Returns false only if no character is a surrogate. A text of one-byte characters survives this
   * way there and back, which the JVM copies and compares in blocks; a loop takes four times
   * longer.
   */
  static boolean mayContain(String text) {
    return !text.equals(new String(text.getBytes(ISO_8859_1), ISO_8859_1));
  }

  static void requirePairs(CharSequence text) throws ExpressionFault {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw ArgumentReader.invalid("it contains half of a surrogate pair");
        }
        i++;
      }
    }
  }
}
