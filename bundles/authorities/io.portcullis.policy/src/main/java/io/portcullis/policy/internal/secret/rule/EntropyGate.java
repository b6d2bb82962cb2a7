// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.rule;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.isAlphanumeric;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.isBase64;

import java.util.Arrays;

/**
 * Tells random ASCII text from words by its Shannon entropy. Text that is long and dense may have a
 * little less, because a short sample of random text shows less entropy than its source has. Not
 * thread-safe.
 */
final class EntropyGate {

  /** Fewer different characters cannot exceed the gate: the logarithm of 22 is 4.46. */
  static final int MIN_DISTINCT = 23;

  private static final double BITS = 4.5;
  private static final double DENSE_BITS = 4.25;
  private static final int DENSE_LENGTH = 40;
  private static final int DENSE_REPEATS = 3;
  private static final int DENSE_SYMBOL_PERCENT = 10;

  /** By how much the sum of n log n grows if a count of n grows by one. */
  private static final double[] GROWTH = new double[1024];

  static {
    for (int n = 0; n < GROWTH.length; n++) {
      GROWTH[n] = nLogN(n + 1) - nLogN(n);
    }
  }

  private final CharSequence text;
  private int[] counts = new int[0];

  EntropyGate(CharSequence text) {
    this.text = text;
  }

  /** Returns whether a part of the text, which is ASCII, looks random. */
  boolean passes(int start, int end) {
    return passes(start, end, end, end);
  }

  /** Returns whether two parts of the text, which are ASCII, look random if they are joined. */
  boolean passes(int start, int end, int nextStart, int nextEnd) {
    int length = end - start + nextEnd - nextStart;
    if (length < MIN_DISTINCT) {
      return false;
    }
    if (counts.length == 0) {
      counts = new int[128];
    }
    double sum =
        length < GROWTH.length
            ? sum(start, end, nextStart, nextEnd)
            : sumOfLong(start, end, nextStart, nextEnd);
    double bits = (nLogN(length) - sum) / length;
    boolean passes =
        bits > BITS || (isDense(length, bits) && !repeats(start, end, nextStart, nextEnd));
    clear(start, end, nextStart, nextEnd);
    return passes;
  }

  private boolean isDense(int length, double bits) {
    return bits > DENSE_BITS && length >= DENSE_LENGTH && isOneAlphabet(length);
  }

  /** Counts the characters, and returns the sum of n log n of all counts. */
  private double sum(int start, int end, int nextStart, int nextEnd) {
    double sum = 0;
    for (int i = start; i < nextEnd; i = i + 1 == end ? nextStart : i + 1) {
      int n = counts[text.charAt(i) & 127]++;
      // The first of a kind adds nothing.
      sum += GROWTH[n];
    }
    return sum;
  }

  private double sumOfLong(int start, int end, int nextStart, int nextEnd) {
    for (int i = start; i < nextEnd; i = i + 1 == end ? nextStart : i + 1) {
      counts[text.charAt(i) & 127]++;
    }
    double sum = 0;
    for (int count : counts) {
      sum += nLogN(count);
    }
    return sum;
  }

  private void clear(int start, int end, int nextStart, int nextEnd) {
    if (nextEnd - start > counts.length) {
      Arrays.fill(counts, 0);
      return;
    }
    for (int i = start; i < nextEnd; i = i + 1 == end ? nextStart : i + 1) {
      counts[text.charAt(i) & 127] = 0;
    }
  }

  private static double nLogN(int n) {
    return n == 0 ? 0 : n * (StrictMath.log(n) / StrictMath.log(2));
  }

  /** Returns whether the text is of one alphabet, not a path, whose signs are its structure. */
  private boolean isOneAlphabet(int length) {
    int symbols = 0;
    int distinct = 0;
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0) {
        distinct++;
        symbols += isAlphanumeric((char) c) ? 0 : counts[c];
        if (!isBase64((char) c)) {
          return false;
        }
      }
    }
    return distinct >= MIN_DISTINCT && symbols * 100L / length <= DENSE_SYMBOL_PERCENT;
  }

  /** Padding and markers repeat a character. */
  private boolean repeats(int start, int end, int nextStart, int nextEnd) {
    int run = 0;
    char last = 0;
    for (int i = start; i < nextEnd; i = i + 1 == end ? nextStart : i + 1) {
      char c = text.charAt(i);
      run = c == last ? run + 1 : 1;
      last = c;
      if (run > DENSE_REPEATS) {
        return true;
      }
    }
    return false;
  }
}
