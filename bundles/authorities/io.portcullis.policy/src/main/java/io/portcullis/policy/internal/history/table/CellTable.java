// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history.table;

import io.portcullis.policy.model.CallEffects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The cells of all counters, a bounded number. Cells that have become empty make room first.
 * Guarded by the lock of the history.
 */
public final class CellTable {
  /** With more slots than this in all, calls of a cell are counted together earlier. */
  private static final int MANY_SLOTS = 1_000_000;

  private static final int FINE = 512;
  private static final int COARSE = 8;

  private final SubjectShares shares;
  private final Map<CounterCell.Key, CounterCell> cells = new HashMap<>();
  private final PriorityQueue<CounterCell> queue =
      new PriorityQueue<>((a, b) -> Long.compare(a.lookAt, b.lookAt));
  private long slots;
  private long stamp;

  /** Creates an empty table, each cell of which takes one subject. */
  public CellTable(SubjectShares shares) {
    this.shares = shares;
  }

  /** Returns a number that was not returned before. */
  public long stamp() {
    return ++stamp;
  }

  public @Nullable CounterCell get(CounterCell.Key key) {
    return cells.get(key);
  }

  /** Returns the cells without those that are empty now. */
  public Collection<CounterCell> all(long now) {
    removeEmpty(now);
    return List.copyOf(cells.values());
  }

  /** Returns the cell of a key, which is created if it is missing; null if there is no room. */
  public @Nullable CounterCell getOrCreate(
      CounterCell.Key key, CounterWindow window, String agent, long now) {
    CounterCell known = cells.get(key);
    if (known != null) {
      return known;
    }
    if (!shares.hasRoom(agent)) {
      removeEmpty(now);
      if (!shares.hasRoom(agent)) {
        return null;
      }
    }
    CounterCell cell = new CounterCell(key, window, agent, stamp());
    put(cell);
    return cell;
  }

  private void put(CounterCell cell) {
    cells.put(cell.key(), cell);
    shares.take(cell.agent());
    cell.lookAt = Long.MIN_VALUE;
    queue.add(cell);
  }

  /**
   * Removes the empty cells. A cell is looked at no earlier than it could have become empty when it
   * was looked at last, so most of them are not touched.
   */
  public void removeEmpty(long now) {
    List<CounterCell> kept = new ArrayList<>();
    while (!queue.isEmpty() && queue.peek().lookAt <= now) {
      CounterCell cell = queue.remove();
      if (cells.get(cell.key()) != cell) {
        continue; // removed with its counter
      }
      expire(cell, now);
      if (cell.emptyAt() <= now) {
        forget(cell);
      } else {
        cell.lookAt = cell.emptyAt() == Long.MAX_VALUE ? now : cell.emptyAt();
        kept.add(cell);
      }
    }
    queue.addAll(kept);
  }

  private void forget(CounterCell cell) {
    cells.remove(cell.key());
    slots -= cell.slots();
    shares.giveBack(cell.agent());
    cell.discard();
  }

  /** Removes the cells of a counter. */
  public void removeCounter(String id) {
    for (CounterCell cell : List.copyOf(cells.values())) {
      if (cell.key().counter().equals(id)) {
        forget(cell);
      }
    }
    queue.removeIf(cell -> cells.get(cell.key()) != cell);
  }

  /** Stops counting a call that was added. */
  public void takeBack(CounterCell.Key key, CounterCell.Slot slot, CallEffects.Count counted) {
    CounterCell cell = cells.get(key);
    if (cell != null) {
      cell.takeBack(slot, counted.amount(), stamp());
      forgetIfUnused(cell);
    }
  }

  /** Stops counting a call that was reserved. */
  public void release(CounterCell.Key key, CallEffects.Count counted) {
    CounterCell cell = cells.get(key);
    if (cell != null) {
      cell.release(counted.amount(), stamp());
      forgetIfUnused(cell);
    }
  }

  private void forgetIfUnused(CounterCell cell) {
    if (cell.emptyAt() == Long.MIN_VALUE) {
      forget(cell);
    }
  }

  /** Counts a call in a cell. */
  public CounterCell.Slot add(CounterCell cell, CallEffects.Count counted, long at) {
    int before = cell.slots();
    CounterCell.Slot slot = cell.add(counted.amount(), at, stamp());
    slots += cell.slots() - before;
    int parts = slots > MANY_SLOTS ? COARSE : FINE;
    if (cell.slots() > 2 * parts) {
      before = cell.slots();
      cell.merge(parts);
      slots += cell.slots() - before;
    }
    return slot;
  }

  /** Stops counting what has left the window of a cell. */
  public void expire(CounterCell cell, long now) {
    int before = cell.slots();
    cell.expire(now);
    slots += cell.slots() - before;
  }

  /** Takes over the cells of another table; returns false if there is no room for all of them. */
  public boolean addAll(CellTable other, long now) {
    boolean all = true;
    for (CounterCell cell : other.all(now)) {
      CounterCell mine = getOrCreate(cell.key(), cell.window(), cell.agent(), now);
      if (mine == null) {
        all = false;
      } else {
        mine.addAll(cell, stamp());
        slots += cell.slots();
      }
    }
    return all;
  }
}
