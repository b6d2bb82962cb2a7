// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal.history;

import io.portcullis.api.HistoryEffects;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.spi.CallSettlement;
import io.portcullis.policy.PolicyHistory;
import io.portcullis.policy.model.CallEffects;

/** Settles in the history what calls have reserved. Thread-safe. */
public final class HistorySettlement implements CallSettlement {
  private final PolicyHistory history;

  public HistorySettlement(PolicyHistory history) {
    this.history = history;
  }

  @Override
  public void settle(CallRecord callRecord) {
    String call = callRecord.call().id();
    if (callRecord.phase() == CallRecord.Phase.DECIDED) {
      boolean allowed = callRecord.verdict().kind() == Verdict.Kind.ALLOW;
      history.decided(call, allowed, effects(callRecord));
    } else if (callRecord.outcome() == ToolOutcome.Kind.COMPLETED) {
      history.completed(call);
    } else {
      history.takenBack(call, callRecord.outcome() == ToolOutcome.Kind.FAILED);
    }
  }

  private static CallEffects effects(CallRecord callRecord) {
    HistoryEffects effects = callRecord.verdict().history();
    return effects.isEmpty()
        ? CallEffects.NONE
        : new CallEffects(
            callRecord.call().agent().id(),
            effects.counts().stream()
                .map(
                    each ->
                        new CallEffects.Count(
                            each.counter(), each.id(), each.subject(), each.amount()))
                .toList(),
            effects.labels().stream()
                .map(
                    each ->
                        new CallEffects.Mark(
                            each.label(), each.id(), each.subject(), each.whenCompleted()))
                .toList());
  }

  /** Converts what a call adds for the decision and its record. */
  public static HistoryEffects effects(CallEffects effects) {
    return effects.isEmpty()
        ? HistoryEffects.NONE
        : new HistoryEffects(
            effects.counts().stream()
                .map(
                    each ->
                        new HistoryEffects.Count(
                            each.counter(), each.id(), each.subject(), each.amount()))
                .toList(),
            effects.labels().stream()
                .map(
                    each ->
                        new HistoryEffects.Label(
                            each.label(), each.id(), each.subject(), each.whenCompleted()))
                .toList());
  }
}
