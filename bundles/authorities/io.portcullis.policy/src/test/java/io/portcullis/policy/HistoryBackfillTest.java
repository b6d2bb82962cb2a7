// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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

  private void rebuild(List<String> records) {
    HistoryRebuild rebuild = history.use(Given.policies(POLICY));
    for (int n = 0; n < records.size(); n++) {
      rebuild.record(n + 1, records.get(n));
    }
    rebuild.finish(null, "");
  }

  @Test
  void conditionReadsTheTimeOfTheRecord() {
    Instant evening = Instant.parse("2026-11-01T20:00:00Z");
    rebuild(
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
}
