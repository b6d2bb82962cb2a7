// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.stats;

/**
 * Counts the durations of calls in a fixed number of classes. Each is a sixteenth of a power of two
 * wide, so that a percentile is at most a sixteenth too high. Not thread-safe.
 */
final class LatencyHistogram {
  private static final int STEPS = 16;

  private final long[] counts = new long[64 * STEPS];
  private long count;
  private long max;

  void add(long nanos) {
    if (nanos < 0) {
      return;
    }
    counts[index(nanos)]++;
    count++;
    max = Math.max(max, nanos);
  }

  private static int index(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int shift = 63 - Long.numberOfLeadingZeros(nanos) - 4;
    return (shift + 1) * STEPS + (int) ((nanos >> shift) & (STEPS - 1));
  }

  /** Returns the largest value of a class. */
  private static long upper(int index) {
    if (index < STEPS) {
      return index;
    }
    int shift = index / STEPS - 1;
    return ((long) (STEPS + index % STEPS + 1) << shift) - 1;
  }

  long count() {
    return count;
  }

  long max() {
    return max;
  }

  /** Returns the duration that the given share of the calls did not exceed; -1 without calls. */
  long percentile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int i = 0; i < counts.length && count > 0; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(upper(i), max);
      }
    }
    return -1;
  }
}
