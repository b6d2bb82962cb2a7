// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.table.CellTable;
import io.portcullis.policy.internal.history.table.CounterCell;
import io.portcullis.policy.internal.history.table.CounterWindow;
import io.portcullis.policy.internal.history.table.LabelTable;
import io.portcullis.policy.model.CallEffects;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The allowed calls whose tool may still run, so that they can be taken back. Guarded by the lock
 * of the history.
 */
final class OpenCalls {
  /** The most calls that are remembered; the oldest ones then stay counted. */
  static final int MOST = 100_000;

  /** After an hour without an outcome, a call counts as completed. */
  private static final long PATIENCE = 3_600_000_000L;

  /** One contribution of a call and where it is counted. */
  private record Counted(CallEffects.Count count, CounterCell.Slot slot) {}

  private static final class OpenCall {
    final long at;
    final String agent;
    final List<Counted> counts = new ArrayList<>(2);
    final List<CallEffects.Mark> set = new ArrayList<>(1);
    final List<CallEffects.Mark> due = new ArrayList<>(1);

    OpenCall(long at, String agent) {
      this.at = at;
      this.agent = agent;
    }
  }

  private final CellTable cells;
  private final LabelTable labels;
  private final Map<String, TrackedHistory> tracked;
  private final Map<String, OpenCall> calls = new LinkedHashMap<>();

  OpenCalls(CellTable cells, LabelTable labels, Map<String, TrackedHistory> tracked) {
    this.cells = cells;
    this.labels = labels;
    this.tracked = tracked;
  }

  boolean contains(String call) {
    return calls.containsKey(call);
  }

  /**
   * Counts an allowed call.
   *
   * @return the name of a counter or label for which there was no room, or null
   */
  @Nullable String add(String call, CallEffects effects, long at) {
    end(at);
    OpenCall open = new OpenCall(at, effects.agent());
    String full = null;
    for (CallEffects.Count count : effects.counts()) {
      full = count(open, count, effects.agent(), at) ? full : count.counter();
    }
    for (CallEffects.Mark mark : effects.labels()) {
      if (!labels.reserve(mark.subject(), effects.agent(), at)) {
        full = mark.label();
      } else if (mark.whenCompleted()) {
        open.due.add(mark);
      } else {
        mark(mark, effects.agent(), at, call);
        open.set.add(mark);
      }
    }
    calls.put(call, open);
    return full;
  }

  private boolean count(OpenCall open, CallEffects.Count count, String agent, long at) {
    TrackedHistory history = tracked.get(count.id());
    CounterWindow window = history == null ? null : history.spec().window();
    if (window == null) {
      return true; // of a policy that is no longer in force
    }
    CounterCell.Key key = new CounterCell.Key(count.id(), count.subject());
    CounterCell cell = cells.getOrCreate(key, window, agent, at);
    if (cell == null) {
      return false;
    }
    open.counts.add(new Counted(count, cells.add(cell, count, at)));
    return true;
  }

  private void mark(CallEffects.Mark mark, String agent, long at, String call) {
    TrackedHistory history = tracked.get(mark.id());
    long expiry = history == null ? Long.MAX_VALUE : history.expiry(at);
    labels.mark(mark, agent, at, expiry, call);
  }

  /**
   * Ends a call whose tool has completed.
   *
   * @param now the time, which only labels need
   */
  void completed(String call, LongSupplier now) {
    OpenCall open = calls.remove(call);
    if (open != null && !open.due.isEmpty()) {
      setDue(call, open, now.getAsLong());
    }
  }

  private void setDue(String call, OpenCall open, long now) {
    for (CallEffects.Mark mark : open.due) {
      mark(mark, open.agent, now, call);
    }
  }

  /**
   * Takes a call back whose tool has failed or did not run.
   *
   * @param ran whether the tool ran, so that labels that it got with the decision stay
   */
  void takeBack(String call, boolean ran) {
    OpenCall open = calls.remove(call);
    if (open == null) {
      return;
    }
    for (Counted counted : open.counts) {
      CallEffects.Count count = counted.count();
      cells.takeBack(new CounterCell.Key(count.id(), count.subject()), counted.slot(), count);
    }
    if (!ran) {
      open.set.forEach(mark -> labels.unmark(mark.subject(), mark.label()));
    }
    open.due.forEach(mark -> labels.forgetIfEmpty(mark.subject()));
  }

  /** Ends the calls that have been open for too long, or that are too many. */
  private void end(long now) {
    Iterator<Map.Entry<String, OpenCall>> oldest = calls.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<String, OpenCall> call = oldest.next();
      if (now - call.getValue().at < PATIENCE && calls.size() < MOST) {
        return;
      }
      oldest.remove();
      setDue(call.getKey(), call.getValue(), now);
    }
  }

  /** Sets the labels of all calls: how those of an earlier process ended is not known. */
  void assumeCompleted(long now) {
    calls.forEach(
        (call, open) -> {
          setDue(call, open, now);
          open.due.clear();
        });
  }

  /** Takes over the calls of another table, whose cells were taken over before. */
  void addAll(OpenCalls other) {
    other.calls.forEach(
        (call, theirs) -> {
          OpenCall mine = calls.computeIfAbsent(call, id -> new OpenCall(theirs.at, theirs.agent));
          mine.counts.addAll(theirs.counts);
          mine.set.addAll(theirs.set);
          mine.due.addAll(theirs.due);
        });
  }
}
