// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.table.CellTable;
import io.portcullis.policy.internal.history.table.CounterCell;
import io.portcullis.policy.internal.history.table.HistoryClock;
import io.portcullis.policy.internal.history.table.LabelTable;
import io.portcullis.policy.internal.history.table.SubjectShares;
import io.portcullis.policy.internal.history.table.UnknownHistoryException;
import io.portcullis.policy.model.CallEffects;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters and labels in force: a fold over the records of allowed calls, and the reservations
 * of calls that are not on record yet. Thread-safe. The lock is held for a few steps in memory
 * only.
 */
public final class HistoryState {
  /** The maximum number of subjects of counters and labels. */
  public static final int MAX_SUBJECTS = 1_000_000;

  /** The maximum number of subjects that the calls of one agent create. */
  public static final int MAX_SUBJECTS_OF_AGENT = MAX_SUBJECTS / 10;

  /** The result of a reservation. */
  public enum Reserved {
    /** The call is counted. */
    DONE,
    /** What the decision has read is out of date; decide again. */
    CHANGED,
    /** There is no room for another subject or reservation. */
    NO_ROOM
  }

  private static final HistoryReads.Reading NOTHING = new HistoryReads.Reading(BigDecimal.ZERO, 0);

  private final ReentrantLock lock = new ReentrantLock();
  private final HistoryClock clock;
  private final CellTable cells;
  private final LabelTable labels;
  private final Map<String, TrackedHistory> tracked = new HashMap<>();
  private final HeldCalls held;
  private final OpenCalls open;

  /**
   * Creates an empty history.
   *
   * @param wall the wall clock
   * @param nanos the monotonic clock, which replaces the wall clock while that was set back
   */
  public HistoryState(InstantSource wall, LongSupplier nanos) {
    this(wall, nanos, MAX_SUBJECTS, MAX_SUBJECTS_OF_AGENT);
  }

  HistoryState(InstantSource wall, LongSupplier nanos, int most, int mostOfAgent) {
    SubjectShares shares = new SubjectShares(most, mostOfAgent);
    clock = new HistoryClock(wall, nanos);
    cells = new CellTable(shares);
    labels = new LabelTable(shares);
    open = new OpenCalls(cells, labels, tracked);
    held = new HeldCalls(cells, labels, tracked);
  }

  private <T> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  /** Runs a step that no other change of the history interrupts. Keep it short. */
  public <T> T exclusively(Supplier<T> step) {
    return locked(step);
  }

  // The definitions in force.

  /**
   * Tracks these counters and labels, and no others. The history of those that were tracked before
   * is kept; counters that are no longer tracked are forgotten. Labels stay.
   *
   * @return those that are new, whose history has to be read
   */
  public List<HistorySpec> track(Collection<HistorySpec> specs) {
    return locked(
        () -> {
          Set<String> wanted = new HashSet<>();
          List<HistorySpec> added = new ArrayList<>();
          for (HistorySpec spec : specs) {
            TrackedHistory before = tracked.get(spec.id());
            if (before == null && wanted.add(spec.id())) {
              added.add(spec);
            }
            wanted.add(spec.id());
            tracked.put(spec.id(), TrackedHistory.of(spec, before));
          }
          for (String id : List.copyOf(tracked.keySet())) {
            if (!wanted.contains(id)) {
              tracked.remove(id);
              cells.removeCounter(id);
            }
          }
          return added;
        });
  }

  /**
   * States since when the history of some counters and labels is complete.
   *
   * @param since the time, or null if it is complete from the beginning
   * @param why the reason why it is not complete before
   */
  public void complete(Collection<HistorySpec> specs, @Nullable Instant since, String why) {
    long at = since == null ? TrackedHistory.ALWAYS : HistoryClock.micros(since);
    locked(
        () -> {
          for (HistorySpec spec : specs) {
            TrackedHistory history = tracked.get(spec.id());
            if (history != null) {
              history.complete(at, why);
            }
          }
          return at;
        });
  }

  /** States that calls before this time may be missing in every counter and label. */
  public void incompleteBefore(Instant at, String why) {
    locked(
        () -> {
          tracked.values().forEach(each -> each.incompleteBefore(HistoryClock.micros(at), why));
          return at;
        });
  }

  // Decisions.

  /** Starts the reads of one decision. An earlier reservation of the same call is given back. */
  public HistoryReads begin(String call) {
    return locked(
        () -> {
          held.release(call);
          return new HistoryReads(this);
        });
  }

  /** Starts the reads of a decision that reserves nothing. */
  public HistoryReads look() {
    return new HistoryReads(this);
  }

  HistoryReads.Reading read(HistoryReads reads, CounterCell.Key key)
      throws UnknownHistoryException {
    lock.lock();
    try {
      TrackedHistory history = tracked.get(key.counter());
      if (history == null) {
        throw new UnknownHistoryException("the counter is not in force any more");
      }
      long now = reads.at(clock.now());
      requireKnown(history, now);
      CounterCell cell = cells.get(key);
      if (cell == null) {
        reads.seen(key, 0);
        return NOTHING;
      }
      cells.expire(cell, now);
      if (cell.unknown(now)) {
        throw new UnknownHistoryException("a record does not tell the amount of its call");
      }
      reads.seen(key, cell.version());
      return new HistoryReads.Reading(cell.sum(), cell.count());
    } finally {
      lock.unlock();
    }
  }

  private static void requireKnown(TrackedHistory history, long now)
      throws UnknownHistoryException {
    String problem = history.problem(now);
    if (!problem.isEmpty()) {
      throw new UnknownHistoryException(problem);
    }
  }

  Set<String> readLabels(HistoryReads reads, List<String> subjects) throws UnknownHistoryException {
    lock.lock();
    try {
      long now = reads.at(clock.now());
      for (TrackedHistory history : tracked.values()) {
        if (history.spec().isLabel()) {
          requireKnown(history, now);
        }
      }
      Set<String> found = new HashSet<>();
      for (String subject : subjects) {
        labels.addTo(found, subject, now);
        reads.seenLabels(subject, labels.version(subject));
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts a call that was allowed or needs an approval, in one step with the check that all that
   * its decision has read is unchanged.
   *
   * @param call the id of the call
   * @param effects what the call adds
   * @param reads what its decision has read
   * @param latest when the call is on record at the latest
   */
  public Reserved reserve(String call, CallEffects effects, HistoryReads reads, Instant latest) {
    lock.lock();
    try {
      if (!reads.hold(cells, labels)) {
        return Reserved.CHANGED;
      }
      if (effects.isEmpty()) {
        return Reserved.DONE;
      }
      long now = reads.time(clock);
      held.settleOverdue(now, open);
      if (!held.hasRoom(effects, now)) {
        return Reserved.NO_ROOM;
      }
      held.hold(call, effects, now, HistoryClock.micros(latest));
      return Reserved.DONE;
    } finally {
      lock.unlock();
    }
  }

  // Outcomes.

  /**
   * Takes the decision of a call from its record. A call that holds no reservation is ignored, so
   * that a record that comes late or twice changes nothing.
   *
   * @param allowed whether the tool may run
   * @param effects what the record says that the call adds
   */
  public void decided(String call, boolean allowed, CallEffects effects) {
    locked(
        () -> {
          CallEffects reserved = held.get(call);
          boolean known = open.contains(call);
          if (known) {
            open.takeBack(call, false);
          }
          if (allowed && (known || reserved != null)) {
            open.add(call, effects, clock.now());
          }
          held.release(call);
          return known;
        });
  }

  /** Settles a call whose tool has completed. */
  public void completed(String call) {
    locked(
        () -> {
          CallEffects reserved = held.get(call);
          if (reserved != null) { // its decision was not heard of
            decided(call, true, reserved);
          }
          open.completed(call, clock::now);
          return call;
        });
  }

  /**
   * Gives back what a call has reserved, because its tool has failed or did not run.
   *
   * @param ran whether the tool ran
   */
  public void takenBack(String call, boolean ran) {
    locked(
        () -> {
          open.takeBack(call, ran);
          return held.release(call);
        });
  }

  // Labels and display.

  /** Removes a label of a subject, or all of them if the label is empty. */
  public boolean clear(String subject, String label) {
    return locked(() -> labels.clear(subject, label));
  }

  /** Removes all labels; from now on, what is not labelled is known to be so. */
  public void clearAll() {
    locked(
        () -> {
          labels.clearAll();
          for (TrackedHistory history : tracked.values()) {
            if (history.spec().isLabel()) {
              history.complete(TrackedHistory.ALWAYS, "");
            }
          }
          return 0;
        });
  }

  // The fold over records, see HistoryFold.

  HistoryClock clock() {
    return clock;
  }

  CellTable cells() {
    return cells;
  }

  LabelTable labelTable() {
    return labels;
  }

  OpenCalls open() {
    return open;
  }

  Map<String, TrackedHistory> tracked() {
    return tracked;
  }
}
