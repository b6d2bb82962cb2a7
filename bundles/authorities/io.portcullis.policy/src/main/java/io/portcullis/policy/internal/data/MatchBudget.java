// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * A limit on the text that may be read while looking for the second and later matches. One search
 * is linear in the text, but a text with many matches needs many searches, and each may read to its
 * end. Not thread-safe.
 */
final class MatchBudget {

  private static final long SPARE = 1 << 24;

  private long left;

  MatchBudget(int patterns, int length) {
    // A first search of the raw and the decoded text by each pattern cannot be avoided.
    this.left = SPARE + 4L * patterns * length;
  }

  boolean exhausted() {
    return left < 0;
  }

  Matcher matcher(Pattern pattern, String text) {
    return pattern.matcher(new Counted(text));
  }

  private final class Counted implements CharSequence {
    private final String text;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      left--;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
