// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal.history;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.operations.HistoryControl;
import io.portcullis.policy.PolicyHistory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows counters and labels to operators, and removes labels with a record. Thread-safe. */
public final class HistoryOperations implements HistoryControl {
  private static final long TIMEOUT_SECONDS = 10;

  private final PolicyHistory history;
  private final Supplier<@Nullable Journal> journal;
  private final boolean journalRequired;
  private final InstantSource clock;

  /**
   * Creates the operations of a history.
   *
   * @param journal the journal, or null while it is absent
   * @param journalRequired whether nothing may be removed without a record
   */
  public HistoryOperations(
      PolicyHistory history,
      Supplier<@Nullable Journal> journal,
      boolean journalRequired,
      InstantSource clock) {
    this.history = history;
    this.journal = journal;
    this.journalRequired = journalRequired;
    this.clock = clock;
  }

  @Override
  public List<Counter> counters() {
    return history.counters().stream()
        .map(
            each ->
                new Counter(each.name(), each.subject(), each.window(), each.count(), each.sum()))
        .toList();
  }

  @Override
  public List<Label> labels() {
    return history.labels(null).stream()
        .map(each -> new Label(each.subject(), each.label(), each.since(), each.call()))
        .toList();
  }

  @Override
  public List<String> problems() {
    return history.problems();
  }

  @Override
  public void clear(String subject, String label, String operator, String reason)
      throws IOException {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a reason is required");
    }
    boolean named = subject.startsWith("agent:") || subject.startsWith("operation:");
    if (subject.isEmpty() ? !label.isEmpty() : !named) {
      throw new IllegalArgumentException(
          "the subject must be agent:ID or operation:TRACE, or all labels of all subjects");
    }
    keep(subject, label, operator, reason);
    history.clear(subject, label);
  }

  private void keep(String subject, String label, String operator, String reason)
      throws IOException {
    Journal present = journal.get();
    if (present == null) {
      if (journalRequired) {
        throw new IOException("no journal is present");
      }
      return;
    }
    Map<String, String> attributes = new HashMap<>();
    attributes.put("operator", operator);
    attributes.put("reason", reason);
    attributes.put("subject", subject);
    attributes.put("label", label);
    attributes.values().removeIf(String::isEmpty);
    String agent = subject.startsWith("agent:") ? subject.substring("agent:".length()) : "";
    try {
      present
          .append(
              new GovernanceEvent(
                  "label_cleared", clock.instant(), AgentIdentity.of(agent), attributes))
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted before the record was kept", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the record cannot be kept: " + e.getMessage(), e);
    }
  }
}
