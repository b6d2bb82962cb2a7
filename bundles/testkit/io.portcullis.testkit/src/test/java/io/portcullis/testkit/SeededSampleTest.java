// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeededSampleTest {
  private final SeededSample sample = new SeededSample(false, 42);
  private final SeededSample exhaustive = new SeededSample(true, 42);

  @Test
  void exhaustiveSampleHasEveryPosition() {
    assertThat(exhaustive.positions(5, 1)).containsExactly(0, 1, 2, 3, 4);
    assertThat(exhaustive.times(1_000, 10)).isEqualTo(1_000);
    assertThat(exhaustive.isExhaustive()).isTrue();
  }

  @Test
  void sampleHasEndsBoundariesAndRandomPositions() {
    assertThat(sample.positions(1_000, 0, 17, 500)).containsExactly(0, 17, 500, 999);
    assertThat(sample.positions(1_000_000, 20, 17)).contains(0, 17, 999_999).hasSizeGreaterThan(15);
    assertThat(sample.times(1_000, 10)).isEqualTo(10);
    assertThat(sample.isExhaustive()).isFalse();
  }

  @Test
  void sampleStaysWithinTheSeries() {
    assertThat(sample.positions(0, 10, 0)).isEmpty();
    assertThat(sample.positions(1, 10, -1, 1)).containsExactly(0);
    assertThat(sample.positions(3, 100)).containsExactly(0, 1, 2);
  }

  @Test
  void bytesAtTheEndsOfLinesAreBoundaries() {
    byte[] lines = "first\nsecond\nthird\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(sample.bytes(lines, 0)).containsExactly(0, 4, 5, 6, 11, 12, 13, 17, 18);
    assertThat(exhaustive.bytes(lines, 0)).hasSize(lines.length);
  }

  @Test
  void seriesOfUnknownLengthIsSampledAfterItsStart() {
    IntPredicate included = position -> sample.includes(position, 5, 10);
    assertThat(IntStream.range(0, 5).filter(included).count()).isEqualTo(5);
    assertThat(IntStream.range(5, 1_005).filter(included).count()).isBetween(50L, 200L);
    assertThat(IntStream.range(0, 100).allMatch(position -> exhaustive.includes(position, 0, 10)))
        .isTrue();
  }

  @Test
  void sameSeedRepeatsTheChoice() {
    assertThat(new SeededSample(false, 42).positions(1_000, 10))
        .isEqualTo(sample.positions(1_000, 10));
  }

  @Test
  void differentSeedsReachEveryPosition() {
    Set<Integer> reached = new HashSet<>();
    for (long seed = 0; seed < 200; seed++) {
      reached.addAll(new SeededSample(false, seed).positions(50, 5));
    }
    assertThat(reached).hasSize(50);
  }
}
