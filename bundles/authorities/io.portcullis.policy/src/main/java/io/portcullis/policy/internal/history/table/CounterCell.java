// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history.table;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One counter for one subject. Calls that are on record count until their window ends. Reserved
 * calls count without an end until they are settled. Guarded by the lock of the history.
 */
public final class CounterCell {
  /**
   * The name of a cell.
   *
   * @param counter the hash of the counter's definition
   * @param subject what its calls are counted under
   */
  public record Key(String counter, String subject) {}

  /** Calls that stop counting at the same time. */
  public static final class Slot {
    private BigDecimal sum;
    private long count = 1;
    private final long expiry;
    private @Nullable Slot next;

    /** The slot that has taken over these calls; null while they are counted here. */
    private @Nullable Slot mergedInto;

    /** Whether the calls no longer count. */
    private boolean expired;

    private Slot(BigDecimal sum, long expiry) {
      this.sum = sum;
      this.expiry = expiry;
    }

    /** Returns the slot that counts the calls of this one now. */
    private Slot current() {
      Slot slot = this;
      while (slot.mergedInto != null) {
        slot = slot.mergedInto;
      }
      return slot;
    }
  }

  private final Key key;
  private final CounterWindow window;
  private final String agent;

  private @Nullable Slot head;
  private @Nullable Slot tail;
  private int slots;
  private BigDecimal sum = BigDecimal.ZERO;
  private long count;
  private BigDecimal heldSum = BigDecimal.ZERO;
  private long heldCount;

  /** Until when a call of unknown amount counts here. */
  private long unknownUntil = Long.MIN_VALUE;

  /** A number that is different after each change. */
  private long version;

  /** The time at which the queue of cells looks at this one; used by the table only. */
  long lookAt;

  public CounterCell(Key key, CounterWindow window, String agent, long version) {
    this.key = key;
    this.window = window;
    this.agent = agent;
    this.version = version;
  }

  public Key key() {
    return key;
  }

  CounterWindow window() {
    return window;
  }

  /** Returns the agent whose share the cell uses. */
  String agent() {
    return agent;
  }

  public BigDecimal sum() {
    return sum.add(heldSum);
  }

  public long count() {
    return count + heldCount;
  }

  public long version() {
    return version;
  }

  public int slots() {
    return slots;
  }

  public boolean unknown(long now) {
    return unknownUntil > now;
  }

  /** Counts a call of unknown amount. */
  public void addUnknown(long at, long stamp) {
    unknownUntil = Math.max(unknownUntil, window.expiry(at));
    version = stamp;
  }

  public void hold(BigDecimal amount, long stamp) {
    heldSum = heldSum.add(amount);
    heldCount++;
    version = stamp;
  }

  public void release(BigDecimal amount, long stamp) {
    heldSum = heldSum.subtract(amount);
    heldCount--;
    version = stamp;
  }

  /** Counts a call of this time, which is not before that of an earlier one. */
  public Slot add(BigDecimal amount, long at, long stamp) {
    long expiry = window.expiry(at);
    version = stamp;
    sum = sum.add(amount);
    count++;
    Slot last = tail;
    if (last != null && last.expiry >= expiry) {
      last.sum = last.sum.add(amount);
      last.count++;
      return last;
    }
    Slot slot = new Slot(amount, expiry);
    if (last == null) {
      head = slot;
    } else {
      last.next = slot;
    }
    tail = slot;
    slots++;
    return slot;
  }

  /** Stops counting a call. */
  public void takeBack(Slot counted, BigDecimal amount, long stamp) {
    Slot slot = counted.current();
    if (!slot.expired) {
      slot.sum = slot.sum.subtract(amount);
      slot.count--;
      sum = sum.subtract(amount);
      count--;
      version = stamp;
    }
  }

  /** Stops counting the calls whose window has ended. */
  public void expire(long now) {
    Slot first = head;
    while (first != null && (first.expiry <= now || first.count == 0)) {
      sum = sum.subtract(first.sum);
      count -= first.count;
      first.expired = true;
      first = first.next;
      slots--;
    }
    head = first;
    tail = first == null ? null : tail;
    if (first == null) {
      sum = BigDecimal.ZERO; // drops the scale of amounts that are gone
    }
  }

  /** Counts neighbours together that stop counting in the same part of the window, at its end. */
  public void merge(int parts) {
    long part = window.part(parts);
    for (Slot slot = head; slot != null; ) {
      Slot next = slot.next;
      if (next == null || slot.expiry / part != next.expiry / part) {
        slot = next;
        continue;
      }
      next.sum = next.sum.add(slot.sum);
      next.count += slot.count;
      slot.mergedInto = next;
      slots--;
      head = slot == head ? next : head;
      slot = next;
    }
    relink();
  }

  /** Skips merged slots in the chain. */
  private void relink() {
    for (Slot slot = head; slot != null; slot = slot.next) {
      Slot next = slot.next;
      slot.next = next == null ? null : next.current();
    }
  }

  /** Returns when the cell becomes empty, if nothing is added. */
  public long emptyAt() {
    if (heldCount > 0) {
      return Long.MAX_VALUE;
    }
    Slot last = tail;
    return Math.max(unknownUntil, last == null || count == 0 ? Long.MIN_VALUE : last.expiry);
  }

  /** Marks all calls as expired, so that none is taken back from a later cell of the same key. */
  public void discard() {
    for (Slot slot = head; slot != null; slot = slot.next) {
      slot.expired = true;
    }
  }

  /** Adds the calls of another cell of the same key, whose slots it takes over. */
  public void addAll(CounterCell other, long stamp) {
    Slot mine = head;
    Slot theirs = other.head;
    Slot end = null;
    head = null;
    while (mine != null || theirs != null) {
      Slot next;
      if (mine != null && (theirs == null || mine.expiry <= theirs.expiry)) {
        next = mine;
        mine = mine.next;
      } else {
        next = Objects.requireNonNull(theirs);
        theirs = next.next;
      }
      if (end == null) {
        head = next;
      } else {
        end.next = next;
      }
      end = next;
    }
    if (end != null) {
      end.next = null;
    }
    tail = end;
    slots += other.slots;
    sum = sum.add(other.sum);
    count += other.count;
    unknownUntil = Math.max(unknownUntil, other.unknownUntil);
    version = stamp;
  }
}
