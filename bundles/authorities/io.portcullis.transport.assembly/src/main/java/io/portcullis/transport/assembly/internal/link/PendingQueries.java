// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queries of a connection: a batch on the wire, in the order in which it was sent, and those
 * that wait for the next batch. Answers carry no id, so the owner of an answer is certain only when
 * the whole batch is answered. Guarded by the lock of its link.
 */
final class PendingQueries {
  /** A query that the runtime has not seen. */
  record Unsent(PendingQuery turn, ByteBuffer frame) {}

  private final int capacity;
  private final List<PendingQuery> batch = new ArrayList<>();
  private final ArrayDeque<Unsent> unsent = new ArrayDeque<>();
  private long unsentBytes;
  private int answered;
  private int abandoned;
  private long since;

  PendingQueries(int capacity) {
    this.capacity = capacity;
  }

  boolean isFull() {
    return size() >= capacity;
  }

  /** Whether no query is on the wire. */
  boolean isEmpty() {
    return batch.isEmpty();
  }

  int size() {
    return batch.size() + unsent.size();
  }

  /** How many bytes wait for the next batch. */
  long unsentBytes() {
    return unsentBytes;
  }

  /** How many answers are missing whose calls have timed out. */
  int abandoned() {
    return abandoned;
  }

  /** Adds a query to the batch on the wire. */
  void add(PendingQuery turn, long now) {
    if (batch.isEmpty()) {
      since = now;
    }
    batch.add(turn);
  }

  /** Keeps a query for the next batch. */
  void enqueue(PendingQuery turn, ByteBuffer frame) {
    unsent.add(new Unsent(turn, frame));
    unsentBytes += frame.remaining();
  }

  /** Takes the queries of the next batch out of the waiting ones, without those given up. */
  List<Unsent> takeNextBatch() {
    List<Unsent> next = new ArrayList<>(unsent);
    next.removeIf(each -> each.turn.answer().isDone());
    unsent.clear();
    unsentBytes = 0;
    return next;
  }

  /** The query that the next answer belongs to; null if all are answered. */
  @Nullable PendingQuery next() {
    if (answered == batch.size()) {
      return null;
    }
    PendingQuery turn = batch.get(answered++);
    if (turn.isAbandoned()) {
      abandoned--;
    }
    return turn;
  }

  /** Whether every query on the wire is answered. */
  boolean isComplete() {
    return !batch.isEmpty() && answered == batch.size();
  }

  /** Ends the batch; returns its queries. */
  List<PendingQuery> finish() {
    List<PendingQuery> all = List.copyOf(batch);
    batch.clear();
    answered = 0;
    abandoned = 0;
    return all;
  }

  /** Abandons the queries that are due; those on the wire keep their places. */
  List<PendingQuery> abandonDue(long now) {
    List<PendingQuery> due = new ArrayList<>();
    for (int n = 0; n < batch.size(); n++) {
      PendingQuery turn = batch.get(n);
      if (isDue(turn, now)) {
        turn.abandon();
        abandoned += n < answered ? 0 : 1;
        due.add(turn);
      }
    }
    for (Iterator<Unsent> each = unsent.iterator(); each.hasNext(); ) {
      Unsent waiting = each.next();
      if (isDue(waiting.turn, now)) {
        each.remove();
        unsentBytes -= waiting.frame.remaining();
        due.add(waiting.turn);
      }
    }
    return due;
  }

  private static boolean isDue(PendingQuery turn, long now) {
    return !turn.isAbandoned() && turn.due() - now <= 0;
  }

  /**
   * When something is to be looked at next: the first query that is due, or the batch when it has
   * been on the wire for {@code longest} nanoseconds; null if nothing waits.
   */
  @Nullable Long nextDue(long longest) {
    Long first = batch.isEmpty() ? null : since + longest;
    for (PendingQuery turn : batch) {
      first = turn.isAbandoned() ? first : earlier(first, turn.due());
    }
    for (Unsent waiting : unsent) {
      first = earlier(first, waiting.turn.due());
    }
    return first;
  }

  private static Long earlier(@Nullable Long first, long due) {
    return first == null || due - first < 0 ? Long.valueOf(due) : first;
  }

  /** Whether the batch has been on the wire for that many nanoseconds. */
  boolean isOverdue(long now, long longest) {
    return !batch.isEmpty() && now - since >= longest;
  }

  /** Removes and returns all queries. */
  List<PendingQuery> clear() {
    List<PendingQuery> all = new ArrayList<>(finish());
    unsent.forEach(each -> all.add(each.turn));
    unsent.clear();
    unsentBytes = 0;
    return all;
  }
}
