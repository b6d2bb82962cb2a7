// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.HistorySpec.Kind;
import io.portcullis.policy.internal.history.HistoryState.Reserved;
import io.portcullis.policy.internal.history.table.CounterWindow;
import io.portcullis.policy.internal.history.table.UnknownHistoryException;
import io.portcullis.policy.model.CallEffects;
import io.portcullis.policy.model.CallEffects.Count;
import io.portcullis.policy.model.CallEffects.Mark;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A history whose clocks the test moves. */
final class HistoryRig {
  static final HistorySpec SPENT =
      new HistorySpec(
          "id-spent", "spent", new CounterWindow.Sliding(Duration.ofHours(1)), Kind.SUM, false);
  static final HistorySpec UNTRUSTED =
      new HistorySpec("id-untrusted", "untrusted", null, Kind.LABEL, false);

  Instant now = Instant.parse("2026-11-30T12:00:00Z");
  long nanos;
  final HistoryState state;

  HistoryRig() {
    this(1_000, 1_000);
  }

  HistoryRig(int most, int mostOfAgent) {
    state = new HistoryState(() -> now, () -> nanos, most, mostOfAgent);
    state.track(List.of(SPENT, UNTRUSTED));
    state.complete(List.of(SPENT, UNTRUSTED), null, "");
  }

  void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  static CallEffects spends(String team, String amount) {
    return new CallEffects(
        "agent", List.of(new Count("spent", "id-spent", team, new BigDecimal(amount))), List.of());
  }

  static CallEffects labels(String subject, boolean whenCompleted) {
    return new CallEffects(
        "agent", List.of(), List.of(new Mark("untrusted", "id-untrusted", subject, whenCompleted)));
  }

  Reserved reserve(String call, CallEffects effects) {
    return state.reserve(call, effects, state.begin(call), now.plusSeconds(30));
  }

  /** Runs a call to its end. */
  void completes(String call, CallEffects effects) {
    reserve(call, effects);
    state.decided(call, true, effects);
    state.completed(call);
  }

  String sum(String team) throws UnknownHistoryException {
    return state.look().counter("id-spent", team).sum().toPlainString();
  }

  long count(String team) throws UnknownHistoryException {
    return state.look().counter("id-spent", team).count();
  }

  Set<String> labelsOf(String subject) throws UnknownHistoryException {
    return state.look().labels(List.of(subject));
  }
}
