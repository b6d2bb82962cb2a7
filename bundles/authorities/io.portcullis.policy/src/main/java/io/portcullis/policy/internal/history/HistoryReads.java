// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.table.CellTable;
import io.portcullis.policy.internal.history.table.CounterCell;
import io.portcullis.policy.internal.history.table.HistoryClock;
import io.portcullis.policy.internal.history.table.LabelTable;
import io.portcullis.policy.internal.history.table.UnknownHistoryException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one decision has read of the history, to find out later whether it has changed. Not
 * thread-safe.
 */
public final class HistoryReads {
  /**
   * The state of a counter for one subject.
   *
   * @param sum the amounts, those of reserved calls included
   * @param count the number of calls
   */
  public record Reading(BigDecimal sum, long count) {}

  private record Seen(CounterCell.Key key, long version) {}

  private record SeenLabels(String subject, long version) {}

  private final HistoryState state;
  private final List<Seen> cells = new ArrayList<>(2);
  private final List<SeenLabels> labels = new ArrayList<>(2);

  /** The time of the last read; not known before the first one. */
  private long at = Long.MIN_VALUE;

  HistoryReads(HistoryState state) {
    this.state = state;
  }

  /**
   * Reads a counter.
   *
   * @param counter the hash of its definition
   * @throws UnknownHistoryException if its history is not known in full
   */
  public Reading counter(String counter, String subject) throws UnknownHistoryException {
    return state.read(this, new CounterCell.Key(counter, subject));
  }

  /**
   * Reads the labels of some subjects together.
   *
   * @throws UnknownHistoryException if the history of a label is not known in full
   */
  public Set<String> labels(List<String> subjects) throws UnknownHistoryException {
    return state.readLabels(this, subjects);
  }

  /** Takes note of the time of a read. */
  long at(long now) {
    at = now;
    return now;
  }

  /** Returns the time of the last read, or the time now without one. */
  long time(HistoryClock clock) {
    return at == Long.MIN_VALUE ? clock.now() : at;
  }

  void seen(CounterCell.Key key, long version) {
    cells.add(new Seen(key, version));
  }

  void seenLabels(String subject, long version) {
    labels.add(new SeenLabels(subject, version));
  }

  /** Returns whether all that was read is unchanged. Called under the lock. */
  boolean hold(CellTable table, LabelTable labelled) {
    for (Seen seen : cells) {
      CounterCell cell = table.get(seen.key());
      if ((cell == null ? 0 : cell.version()) != seen.version()) {
        return false;
      }
    }
    for (SeenLabels seen : labels) {
      if (labelled.version(seen.subject()) != seen.version()) {
        return false;
      }
    }
    return true;
  }
}
