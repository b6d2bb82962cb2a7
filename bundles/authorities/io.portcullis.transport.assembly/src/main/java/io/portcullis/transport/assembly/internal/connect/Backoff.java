// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes the delay before the next attempt: it doubles each time, and a random part of up to a
 * half is subtracted so that many clients do not reconnect at once. Not thread-safe.
 */
final class Backoff {
  static final Duration SHORTEST = Duration.ofMillis(50);
  static final Duration LONGEST = Duration.ofSeconds(5);

  private final RandomGenerator random;
  private long ceilingMs = SHORTEST.toMillis();

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long ceiling = ceilingMs;
    ceilingMs = Math.min(LONGEST.toMillis(), 2 * ceiling);
    long floor = Math.max(SHORTEST.toMillis(), ceiling / 2);
    return Duration.ofMillis(random.nextLong(floor, ceiling + 1));
  }

  void reset() {
    ceilingMs = SHORTEST.toMillis();
  }
}
