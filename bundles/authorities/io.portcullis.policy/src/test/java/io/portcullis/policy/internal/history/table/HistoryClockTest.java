// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryClockTest {
  private static final long START = 1_800_000_000_000_000L;

  private long wall = START;
  private long nanos = Long.MAX_VALUE - 1_000_000; // the monotonic clock may overflow
  private int readings;

  private final HistoryClock clock =
      new HistoryClock(
          () -> Instant.EPOCH.plusNanos(wall % 1_000_000 * 1_000).plusSeconds(wall / 1_000_000),
          () -> {
            readings++;
            return nanos;
          });

  private void pass(long micros) {
    wall += micros;
    nanos += 1_000 * micros;
  }

  @Test
  void followsTheWallClock() {
    for (long step : new long[] {0, 1, 5_000, 5_000, 3_600_000_000L}) {
      pass(step);
      assertThat(clock.now()).isEqualTo(wall);
    }
  }

  @Test
  void monotonicClockMovesTheTimeOnAfterAnyReading() {
    for (int step = 0; step < 40; step++) {
      pass(700);
      long before = clock.now();
      wall -= 3_600_000_000L;
      assertThat(clock.now()).isEqualTo(before);
      pass(2);
      assertThat(clock.now()).isEqualTo(before + 2);
      wall += 3_600_000_000L;
    }
  }

  @Test
  void neverGoesBack() {
    clock.now();
    wall += 9_000; // the wall clock is set, and the monotonic clock stands still
    long latest = clock.now();
    wall -= 1_000_000;
    assertThat(clock.now()).isEqualTo(latest);
    assertThat(clock.observe(latest - 5)).isEqualTo(latest);
  }

  @Test
  void fractionsOfAMicrosecondAddUp() {
    long start = clock.now();
    wall -= 1_000_000;
    for (int i = 0; i < 4_000; i++) {
      nanos += 250;
      clock.now();
    }
    assertThat(clock.now()).isEqualTo(start + 1_000);
  }

  @Test
  void readsTheMonotonicClockOnceInTenMilliseconds() {
    clock.now();
    readings = 0;
    for (int i = 0; i < 25_000; i++) {
      pass(1);
      clock.now();
    }
    assertThat(readings).isEqualTo(2);
  }
}
