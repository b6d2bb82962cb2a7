// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.table.CellTable;
import io.portcullis.policy.internal.history.table.CounterCell;
import io.portcullis.policy.internal.history.table.CounterWindow;
import io.portcullis.policy.internal.history.table.LabelTable;
import io.portcullis.policy.model.CallEffects;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of calls that are not on record yet; they count without an end. Guarded by the
 * lock of the history.
 */
final class HeldCalls {
  /** The maximum number of calls that hold a reservation. */
  static final int MOST = 100_000;

  private record Held(CallEffects effects, long latest) {}

  private final CellTable cells;
  private final LabelTable labels;
  private final Map<String, TrackedHistory> tracked;
  private final Map<String, Held> held = new LinkedHashMap<>();

  HeldCalls(CellTable cells, LabelTable labels, Map<String, TrackedHistory> tracked) {
    this.cells = cells;
    this.labels = labels;
    this.tracked = tracked;
  }

  /** Returns what a call has reserved; null if it holds nothing. */
  @Nullable CallEffects get(String call) {
    Held reserved = held.get(call);
    return reserved == null ? null : reserved.effects();
  }

  /** Returns whether a call can reserve; makes room for its subjects. */
  boolean hasRoom(CallEffects effects, long now) {
    if (held.size() >= MOST) {
      return false;
    }
    for (CallEffects.Count count : effects.counts()) {
      CounterWindow window = window(count);
      CounterCell.Key key = new CounterCell.Key(count.id(), count.subject());
      if (window != null && cells.getOrCreate(key, window, effects.agent(), now) == null) {
        return false;
      }
    }
    for (CallEffects.Mark mark : effects.labels()) {
      if (!labels.reserve(mark.subject(), effects.agent(), now)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable CounterWindow window(CallEffects.Count count) {
    TrackedHistory history = tracked.get(count.id());
    return history == null ? null : history.spec().window();
  }

  /** Reserves what a call adds, for which there is room, until its record or the latest time. */
  void hold(String call, CallEffects effects, long now, long latest) {
    held.put(call, new Held(effects, latest));
    for (CallEffects.Count count : effects.counts()) {
      CounterCell cell = cells.get(new CounterCell.Key(count.id(), count.subject()));
      if (cell != null) {
        cell.hold(count.amount(), cells.stamp());
      }
    }
    for (CallEffects.Mark mark : effects.labels()) {
      if (!mark.whenCompleted()) {
        TrackedHistory history = tracked.get(mark.id());
        long expiry = history == null ? Long.MAX_VALUE : history.expiry(now);
        labels.mark(mark, effects.agent(), now, expiry, call);
      }
    }
  }

  /** Gives back what a call has reserved; returns whether it held a reservation. */
  boolean release(String call) {
    Held reserved = held.remove(call);
    if (reserved != null) {
      release(reserved.effects());
    }
    return reserved != null;
  }

  private void release(CallEffects effects) {
    for (CallEffects.Count count : effects.counts()) {
      cells.release(new CounterCell.Key(count.id(), count.subject()), count);
    }
    for (CallEffects.Mark mark : effects.labels()) {
      if (!mark.whenCompleted()) {
        labels.unmark(mark.subject(), mark.label());
      }
      labels.forgetIfEmpty(mark.subject());
    }
  }

  /** Counts the calls for good whose record is overdue, because a record may have been lost. */
  void settleOverdue(long now, OpenCalls open) {
    Iterator<Map.Entry<String, Held>> oldest = held.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<String, Held> call = oldest.next();
      if (call.getValue().latest() > now) {
        return;
      }
      oldest.remove();
      open.add(call.getKey(), call.getValue().effects(), now);
      release(call.getValue().effects());
    }
  }
}
