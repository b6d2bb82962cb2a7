// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.arguments;

import io.portcullis.policy.internal.cel.ExpressionFault;

/** Refuses halves of surrogate pairs, which readers replace by different characters. */
final class SurrogateCheck {

  private SurrogateCheck() {}

  /** Returns false only if no character is a surrogate; made to be vectorised. */
  static boolean mayContain(char[] text) {
    int all = 0;
    for (char c : text) {
      all |= c;
    }
    return all >= Character.MIN_SURROGATE;
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
