// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.table.CounterCell;
import io.portcullis.policy.internal.history.table.CounterWindow;
import io.portcullis.policy.internal.history.table.HistoryClock;
import io.portcullis.policy.model.CallEffects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds records, in their order, into the history of new counters and labels. For one thread. The
 * result is merged into the history in force when all records have been read.
 *
 * <p>A record with an earlier time than one before it was written while the clock was behind. Its
 * true time is not known, but it is at most that of the next record that is not behind. It counts
 * from that time, so that its window does not end too early.
 */
public final class HistoryFold {
  private static final int MAX_DEFERRED = 100_000;

  private final HistoryState state;
  private final Set<String> wanted = new HashSet<>();
  private final Map<String, Gap> gaps = new HashMap<>();
  private final boolean everyLabel;

  /** The steps of records that were written while the clock was behind. */
  private final List<LongConsumer> deferred = new ArrayList<>();

  private boolean overflown;

  /** A time before which calls may be missing. */
  private record Gap(long at, String why) {}

  /**
   * Starts an empty fold.
   *
   * @param specs the counters and labels to fold; contributions to others are skipped
   * @param everyLabel whether labels of other definitions are folded too, which stay until they are
   *     cleared
   */
  public HistoryFold(List<HistorySpec> specs, boolean everyLabel) {
    this.everyLabel = everyLabel;
    state = new HistoryState(() -> Instant.MIN, () -> 0); // the time is that of the records
    state.track(specs);
    specs.forEach(spec -> wanted.add(spec.id()));
  }

  /** Returns the history so far; it is complete once its gaps are applied. */
  public HistoryState state() {
    return state;
  }

  /** Moves on to a time. */
  public void moveTo(Instant at) {
    applyDeferred(observe(at));
  }

  /** States the gaps so far in the history of this fold. */
  public void applyGaps() {
    gaps.forEach(
        (id, gap) -> {
          TrackedHistory history = state.tracked().get(id);
          if (history != null) {
            history.incompleteBefore(gap.at(), gap.why());
          }
        });
  }

  /** Returns whether the fold wants contributions to a definition. */
  public boolean wants(String id) {
    return wanted.contains(id);
  }

  /** Adds the record of an allowed call. */
  public void decided(String call, Instant at, CallEffects effects) {
    CallEffects folded =
        new CallEffects(
            effects.agent(),
            effects.counts().stream().filter(count -> wants(count.id())).toList(),
            effects.labels().stream().filter(mark -> everyLabel || wants(mark.id())).toList());
    if (!folded.isEmpty()) {
      at(
          at,
          time -> {
            if (state.open().add(call, folded, time) != null) {
              full(time);
            }
          });
    }
  }

  /** Runs a step at the time of its record, or later if the clock was behind. */
  private void at(Instant at, LongConsumer step) {
    long time = HistoryClock.micros(at);
    if (time >= state.clock().now()) {
      applyDeferred(state.clock().observe(time));
      step.accept(time);
    } else if (deferred.size() < MAX_DEFERRED) {
      deferred.add(step);
    } else {
      overflown = true;
    }
  }

  private void applyDeferred(long time) {
    if (deferred.isEmpty()) {
      return;
    }
    List<LongConsumer> steps = List.copyOf(deferred);
    deferred.clear();
    steps.forEach(step -> step.accept(time));
    if (overflown) {
      overflown = false;
      gapAt(time, "more records than fit were written while the clock was behind");
    }
  }

  private void full(long time) {
    gapAt(time, "it has more subjects than fit");
  }

  /** Adds an allowed call whose amount the record does not tell. */
  public void unknownAmount(HistorySpec spec, Instant at, String subject, String agent) {
    at(at, time -> unknownAmount(spec, time, subject, agent));
  }

  private void unknownAmount(HistorySpec spec, long time, String subject, String agent) {
    CounterWindow window = spec.window();
    if (window == null) {
      return;
    }
    CounterCell.Key key = new CounterCell.Key(spec.id(), subject);
    CounterCell cell = state.cells().getOrCreate(key, window, agent, time);
    if (cell == null) {
      full(time);
    } else {
      cell.addUnknown(time, state.cells().stamp());
    }
  }

  /** Adds a call that may have set a label, which the record does not tell. */
  public void unknownLabel(HistorySpec spec, Instant at, String subject, String agent) {
    at(at, time -> unknownLabel(spec, time, subject, agent));
  }

  private void unknownLabel(HistorySpec spec, long time, String subject, String agent) {
    CounterWindow window = spec.window();
    if (state.labelTable().reserve(subject, agent, time)) {
      state
          .labelTable()
          .markUnknown(subject, window == null ? Long.MAX_VALUE : window.expiry(time));
    } else {
      full(time);
    }
  }

  /** Adds the outcome of a tool that has completed. */
  public void completed(String call, Instant at) {
    at(at, time -> state.open().completed(call, () -> time));
  }

  /**
   * Adds the outcome of a tool that has failed or did not run.
   *
   * @param ran whether the tool ran
   */
  public void takenBack(String call, Instant at, boolean ran) {
    at(at, time -> state.open().takeBack(call, ran));
  }

  /** Adds the removal of a label; an empty label means all, an empty subject everything. */
  public void cleared(String subject, String label, Instant at) {
    at(at, time -> clear(subject, label));
  }

  private void clear(String subject, String label) {
    if (subject.isEmpty()) {
      state.labelTable().clearAll();
      gaps.keySet().removeIf(id -> isLabel(id));
    } else {
      state.labelTable().clear(subject, label);
    }
  }

  private boolean isLabel(String id) {
    TrackedHistory history = state.tracked().get(id);
    return history != null && history.spec().isLabel();
  }

  /** States that records up to now may be missing. */
  public void gap(Instant at, String why) {
    if (deferred.isEmpty()) {
      gapAt(observe(at), why);
    } else {
      deferred.add(time -> gapAt(time, why));
    }
  }

  private void gapAt(long time, String why) {
    wanted.forEach(id -> gaps.put(id, new Gap(time, why)));
  }

  private long observe(Instant at) {
    return state.clock().observe(HistoryClock.micros(at));
  }

  /**
   * Adds the result to the history in force, and states how complete it is.
   *
   * @param target the history in force
   * @param since the time before which no records exist, or null if they go back to the beginning
   * @param why the reason why there are none
   */
  public void mergeInto(HistoryState target, @Nullable Instant since, String why) {
    target.exclusively(() -> merge(target, since, why));
  }

  private boolean merge(HistoryState target, @Nullable Instant since, String why) {
    long now = state.clock().now();
    if (!deferred.isEmpty()) {
      now = Math.max(now, target.clock().now());
      applyDeferred(now);
    }
    state.open().assumeCompleted(now);
    now = target.clock().observe(now);
    Map<String, TrackedHistory> tracked = target.tracked();
    for (String id : wanted) {
      if (!tracked.containsKey(id)) { // not in force any more
        state.cells().removeCounter(id);
      }
    }
    boolean room = target.cells().addAll(state.cells(), now);
    room &= target.labelTable().addAll(state.labelTable(), now);
    target.open().addAll(state.open());
    long from = since == null ? TrackedHistory.ALWAYS : HistoryClock.micros(since);
    for (String id : wanted) {
      TrackedHistory history = tracked.get(id);
      if (history != null) {
        history.complete(from, why);
        Gap gap = gaps.get(id);
        if (gap != null) {
          history.incompleteBefore(gap.at(), gap.why());
        }
        if (!room) {
          history.incompleteBefore(now, "it has more subjects than fit");
        }
      }
    }
    return room;
  }
}
