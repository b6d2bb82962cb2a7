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

  private static final double[] N_LOG_N = new double[129];

  static {
    for (int n = 1; n < N_LOG_N.length; n++) {
      N_LOG_N[n] = nLogN(n);
    }
  }

  private final CharSequence text;
  private final int[] counts = new int[128];

  EntropyGate(CharSequence text) {
    this.text = text;
  }

  /** Returns whether a part of the text, which is ASCII, looks random. */
  boolean passes(int start, int end) {
    return passes(start, end, end, end);
  }

  /** Returns whether two parts of the text, which are ASCII, look random if they are joined. */
  boolean passes(int start, int end, int nextStart, int nextEnd) {
    double bits = bits(start, end, nextStart, nextEnd);
    int length = end - start + nextEnd - nextStart;
    return bits > BITS
        || (bits > DENSE_BITS && length >= DENSE_LENGTH && isDense(start, end, nextStart, nextEnd));
  }

  private double bits(int start, int end, int nextStart, int nextEnd) {
    Arrays.fill(counts, 0);
    count(start, end);
    count(nextStart, nextEnd);
    double sum = 0;
    int length = end - start + nextEnd - nextStart;
    for (int count : counts) {
      sum += count < N_LOG_N.length ? N_LOG_N[count] : nLogN(count);
    }
    return length == 0 ? 0 : (nLogN(length) - sum) / length;
  }

  private void count(int start, int end) {
    for (int i = start; i < end; i++) {
      counts[text.charAt(i) & 127]++;
    }
  }

  private static double nLogN(int n) {
    return n * (StrictMath.log(n) / StrictMath.log(2));
  }

  /** Returns whether the text is of one alphabet: no path, no padding, no marker. */
  private boolean isDense(int start, int end, int nextStart, int nextEnd) {
    int distinct = 0;
    int symbols = 0;
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0) {
        distinct++;
        symbols += isAlphanumeric((char) c) ? 0 : counts[c];
        if (!isBase64((char) c)) {
          return false;
        }
      }
    }
    int length = end - start + nextEnd - nextStart;
    return distinct >= MIN_DISTINCT
        && symbols * 100L / length <= DENSE_SYMBOL_PERCENT
        && !repeats(start, end, nextStart, nextEnd);
  }

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
