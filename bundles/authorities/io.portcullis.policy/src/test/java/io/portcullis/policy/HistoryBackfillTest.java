// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records of calls that earlier policies have decided, read by new counters and labels. */
class HistoryBackfillTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        counters:
          late: {tools: [search], window: 24h, when: now.getHours() >= 18}
        labels:
          - {add: late, tools: [search], when: now.getHours() >= 18, by: agent}
        rules:
          - {name: open, tools: [search], effect: allow}
      """;

  private final PolicyHistory history = new PolicyHistory(() -> Given.NOON, () -> 0);

  private static String search(String call, Instant at) {
    return ("{\"action\":\"tool_call\",\"agent\":\"a-1\",\"call\":\"%s\",\"kind\":\"decided\","
            + "\"policyDigest\":\"sha256:old\",\"time\":\"%s\",\"tool\":\"search\",\"verdict\":\"allow\"}")
        .formatted(call, at);
  }

  private void rebuild(String policy, List<String> records) {
    HistoryRebuild rebuild = history.use(Given.policies(policy));
    for (int n = 0; n < records.size(); n++) {
      rebuild.record(n + 1, records.get(n));
    }
    rebuild.finish(null, "");
  }

  @Test
  void conditionReadsTheTimeOfTheRecord() {
    Instant evening = Instant.parse("2026-11-01T20:00:00Z");
    rebuild(
        POLICY,
        List.of(
            search("1", evening.minusSeconds(7_500)),
            search("2", evening),
            search("3", evening.plusSeconds(43_200))));
    assertThat(history.counters())
        .singleElement()
        .extracting(PolicyHistory.CounterState::count)
        .isEqualTo(1L);
    assertThat(history.labels("a-1")).singleElement().returns("2", PolicyHistory.LabelState::call);
  }

  private static final String CALLS =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        counters:
          calls: {tools: [search], window: 1h}
        rules:
          - {name: open, tools: [search], effect: allow}
      """;

  private long callsAtNoon(String... times) {
    List<String> records = new ArrayList<>();
    for (String time : times) {
      records.add(search(time, Instant.parse("2026-11-02T" + time + ":00Z")));
    }
    rebuild(CALLS, records);
    return history.counters().stream().mapToLong(PolicyHistory.CounterState::count).sum();
  }

  @Test
  void recordOfAClockThatWasSetBackCountsFromTheNextOneThatIsNotBehind() {
    assertThat(callsAtNoon("10:00", "09:30", "09:45", "11:30")).isEqualTo(3);
  }

  @Test
  void lastRecordOfAClockThatWasSetBackCountsFromTheRebuild() {
    assertThat(callsAtNoon("10:30", "10:00")).isEqualTo(1);
  }

  @Test
  void recordsInTheirOrderCountFromTheirTimes() {
    assertThat(callsAtNoon("10:30", "11:00", "11:01", "11:59")).isEqualTo(2);
  }
}
