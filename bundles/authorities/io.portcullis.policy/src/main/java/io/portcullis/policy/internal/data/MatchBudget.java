// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * How much may still be read while looking for the second and further matches. One look at a text
 * is linear in it, but as many looks as there are matches need not be: each may read to the end of
 * the text. Not thread-safe.
 */
final class MatchBudget {

  private static final long SPARE = 1 << 24;

  private long left;

  MatchBudget(int patterns, int length) {
    // What one look by each pattern at the raw and at the decoded text takes is not to be saved.
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
