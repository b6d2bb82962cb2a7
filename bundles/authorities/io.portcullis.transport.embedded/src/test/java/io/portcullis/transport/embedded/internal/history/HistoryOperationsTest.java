// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.operations.HistoryControl.Counter;
import io.portcullis.api.operations.HistoryControl.Label;
import io.portcullis.policy.DecidedRequest;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyHistory;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryOperationsTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        counters:
          spent: {tools: [pay], by: [team], window: 24h, sum: args.amount}
        labels:
          - {add: paid, tools: [pay], by: agent}
          - {add: private, tools: [pay]}
        rules:
          - {name: pay, tools: [pay], effect: allow}
      """;

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-30T12:00:00Z"));

  /** A journal of events that can fail; at each event the labels that are still set are kept. */
  private final class Events implements Journal {
    final List<GovernanceEvent> events = new ArrayList<>();
    final List<Integer> labelsBefore = new ArrayList<>();
    @Nullable IOException failure;

    @Override
    public CompletionStage<Void> append(CallRecord callRecord) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> append(GovernanceEvent event) {
      labelsBefore.add(history.labels(null).size());
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      events.add(event);
      return CompletableFuture.completedFuture(null);
    }
  }

  private final PolicyHistory history = new PolicyHistory(CLOCK);
  private final Events journal = new Events();
  private @Nullable Journal present = journal;
  private HistoryOperations operations = new HistoryOperations(history, () -> present, true, CLOCK);

  @BeforeEach
  void pay() throws Exception {
    Policies policies = new PolicyLoader().parse("p.yaml", POLICY.getBytes(StandardCharsets.UTF_8));
    history.useInMemory(policies);
    PolicyEngine engine = new PolicyEngine(policies, new RateLimits(), CLOCK, history);
    DecidedRequest decided =
        engine.decide(
            PolicyRequest.of(Action.TOOL_CALL, "pay", "{\"amount\":12.50}")
                .by("acme", "ops", "a-1")
                .within("t-1", "call-1"));
    history.decided("call-1", true, decided.effects());
    history.completed("call-1");
  }

  private List<String> labels() {
    return operations.labels().stream().map(each -> each.subject() + " " + each.label()).toList();
  }

  @Test
  void countersAndLabelsAreShownWithTheirSubjects() {
    assertThat(operations.counters())
        .singleElement()
        .returns("spent", Counter::name)
        .returns("team=ops", Counter::subject)
        .returns(1L, Counter::count)
        .returns("12.5", each -> each.sum().toPlainString());
    assertThat(labels()).containsExactly("agent:a-1 paid", "operation:t-1 private");
    assertThat(operations.labels())
        .extracting(Label::call, Label::since)
        .containsOnly(tuple("call-1", CLOCK.instant()));
    assertThat(operations.problems()).isEmpty();
  }

  @Test
  void clearedLabelIsRecordedFirstWithOperatorAndReason() throws IOException {
    operations.clear("agent:a-1", "paid", "uid:1000", "checked by hand");
    assertThat(labels()).containsExactly("operation:t-1 private");
    assertThat(journal.labelsBefore).containsExactly(2);
    assertThat(journal.events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("label_cleared");
              assertThat(event.at()).isEqualTo(CLOCK.instant());
              assertThat(event.agent().id()).isEqualTo("a-1");
              assertThat(event.attributes())
                  .isEqualTo(
                      Map.of(
                          "operator", "uid:1000",
                          "reason", "checked by hand",
                          "subject", "agent:a-1",
                          "label", "paid"));
            });
  }

  @Test
  void allLabelsAreClearedWithOneRecord() throws IOException {
    operations.clear("", "", "uid:1000", "a new day");
    assertThat(labels()).isEmpty();
    assertThat(journal.events)
        .singleElement()
        .extracting(GovernanceEvent::attributes)
        .isEqualTo(Map.of("operator", "uid:1000", "reason", "a new day"));
    assertThat(operations.counters()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "agent:a-1, paid, ' '",
    "a-1, paid, reason",
    "team:ops, paid, reason",
    "'', paid, reason"
  })
  void orderThatIsIncompleteChangesNothing(String subject, String label, String reason) {
    assertThatThrownBy(() -> operations.clear(subject, label, "uid:1000", reason))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(labels()).hasSize(2);
    assertThat(journal.events).isEmpty();
  }

  @Test
  void labelStaysWhileItsRemovalCannotBeRecorded() throws IOException {
    journal.failure = new IOException("the disk is full");
    assertThatThrownBy(() -> operations.clear("agent:a-1", "paid", "uid:1000", "reason"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the disk is full");
    present = null;
    assertThatThrownBy(() -> operations.clear("agent:a-1", "paid", "uid:1000", "reason"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no journal");
    assertThat(labels()).hasSize(2);
  }

  @Test
  void labelsInMemoryAreClearedWithoutAJournal() throws IOException {
    present = null;
    operations = new HistoryOperations(history, () -> present, false, CLOCK);
    operations.clear("operation:t-1", "", "uid:1000", "reason");
    assertThat(labels()).containsExactly("agent:a-1 paid");
  }
}
