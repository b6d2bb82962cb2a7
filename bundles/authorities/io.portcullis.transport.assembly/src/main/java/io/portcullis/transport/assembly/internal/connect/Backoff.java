// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, and by chance up to half of
 * that less, so that many do not come back at once. Not for use by several threads at once.
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
