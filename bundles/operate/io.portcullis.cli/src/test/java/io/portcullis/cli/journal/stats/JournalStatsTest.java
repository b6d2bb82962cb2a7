// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import io.portcullis.cli.journal.records.WrittenJournal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalStatsTest {
  @TempDir private Path folder;

  private WrittenJournal journal() {
    String deny = "\"deny\"";
    return new WrittenJournal(folder)
        .decided(Map.of("agent", "\"a\"", "elapsedNanos", "1000"))
        .record("ended", Map.of("outcome", "\"completed\"", "elapsedNanos", "5000000"))
        .decided(
            Map.of("verdict", deny, "reason", "\"no\"", "rule", "\"r\"", "elapsedNanos", "3000"))
        .decided(
            Map.of("verdict", deny, "reason", "\"no\"", "rule", "\"r\"", "elapsedNanos", "9000"))
        .decided(
            Map.of("verdict", deny, "reason", "\"late\"", "basis", "\"fault\"", "tool", "\"u\""))
        .record("gap", Map.of("lost", "7", "time", "\"2026-11-26T00:00:00.000000000Z\""))
        .record("event", Map.of("event", "\"policy_reloaded\""));
  }

  @Test
  void countsByWhatMatters() {
    journal();
    Run run = Run.of("journal", "stats", folder.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsExactly(
            "records: 8",
            "calls: 4",
            "from: " + WrittenJournal.TIME,
            "to: 2026-11-26T00:00:00.000000000Z",
            "gaps: 1, records lost: 7",
            "time to the verdict: median 1.02 µs, 90% 9.00 µs, 99% 9.00 µs, 99.9% 9.00 µs, longest"
                + " 9.00 µs",
            "time to the end of the tool: median 5.00 ms, 90% 5.00 ms, 99% 5.00 ms, 99.9% 5.00 ms,"
                + " longest 5.00 ms",
            "verdicts:",
            "         3  deny",
            "         1  allow",
            "bases:",
            "         3  authority",
            "         1  fault",
            "denials:",
            "         2  [r] no",
            "         1  late",
            "agents:",
            "         3  (not known)",
            "         1  a",
            "tools:",
            "         3  t",
            "         1  u",
            "outcomes:",
            "         1  completed",
            "events:",
            "         1  policy_reloaded");
  }

  @Test
  void answersInJson() {
    journal().append("x\n");
    Run run = Run.of("journal", "stats", "--json", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).hasSize(1);
    assertThat(run.line())
        .startsWith("{\"records\":8,\"calls\":4,\"bad\":1,")
        .contains("\"denials\":[{\"name\":\"[r] no\",\"count\":2},{\"name\":\"late\",\"count\":1}]")
        .contains("\"toolsOther\":0");
  }

  @Test
  void tellsABoundedNumberOfNamesApart() {
    NameCounts counts = new NameCounts();
    for (int i = 0; i < 3 * NameCounts.MAX_NAMES; i++) {
      counts.add("name" + i);
      counts.add("name0");
    }
    assertThat(counts.sorted()).hasSize(NameCounts.MAX_NAMES);
    assertThat(counts.sorted().get(0)).isEqualTo(Map.entry("name0", 3L * NameCounts.MAX_NAMES + 1));
    assertThat(counts.other()).isEqualTo(2L * NameCounts.MAX_NAMES);
    counts.add("name0".repeat(1_000));
    assertThat(counts.other()).isEqualTo(2L * NameCounts.MAX_NAMES + 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void percentilesAreAtMostASixteenthTooHigh(long seed) {
    Random random = new Random(seed);
    LatencyHistogram histogram = new LatencyHistogram();
    long[] values = new long[1_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong(1L << (1 + random.nextInt(53)));
      histogram.add(values[i]);
    }
    Arrays.sort(values);
    for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(histogram.percentile(share)).isBetween(exact, exact + exact / 16);
    }
    assertThat(histogram.max()).isEqualTo(values[values.length - 1]);
  }

  @Test
  void noCallsHaveNoPercentiles() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.add(-1);
    assertThat(histogram.count()).isZero();
    assertThat(histogram.percentile(0.5)).isEqualTo(-1);
    new WrittenJournal(folder);
    assertThat(Run.of("journal", "stats", folder.toString()).out()).contains("calls: 0").hasSize(5);
  }
}
