// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void delayDoublesEachTimeUpToTheLongest() {
    for (int seed = 0; seed < 100; seed++) {
      Backoff backoff = new Backoff(new Random(seed));
      long ceiling = 50;
      for (int n = 0; n < 12; n++) {
        assertThat(backoff.next().toMillis()).isBetween(Math.max(50, ceiling / 2), ceiling);
        ceiling = Math.min(5_000, 2 * ceiling);
      }
    }
  }

  @Test
  void delayStartsAgainAfterSuccess() {
    Backoff backoff = new Backoff(new Random(1));
    for (int n = 0; n < 10; n++) {
      backoff.next();
    }
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(Backoff.SHORTEST);
  }

  @Test
  void delaysAreSpreadAtRandom() {
    Stream<Duration> fifth =
        IntStream.range(0, 50)
            .mapToObj(
                seed -> {
                  Backoff backoff = new Backoff(new Random(seed));
                  return Stream.generate(backoff::next).limit(5).toList().get(4);
                });
    assertThat(fifth.distinct().count()).isGreaterThan(20);
  }
}
