// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.query;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queries of a connection: one batch on the wire, in the order in which it was sent, and the
 * unsent queries of the next batch. Answers carry no id. Therefore the query of an answer is
 * certain only when the whole batch is answered. Guarded by the lock of its link.
 */
public final class PendingQueries {
  /** A query that the runtime has not seen. */
  public record Unsent(PendingQuery query, ByteBuffer frame) {}

  private final int capacity;
  private final List<PendingQuery> batch = new ArrayList<>();
  private final ArrayDeque<Unsent> unsent = new ArrayDeque<>();
  private long unsentBytes;
  private int answered;
  private int abandoned;
  private long since;

  public PendingQueries(int capacity) {
    this.capacity = capacity;
  }

  public boolean isFull() {
    return size() >= capacity;
  }

  /** Whether no query is on the wire. */
  public boolean isEmpty() {
    return batch.isEmpty();
  }

  public int size() {
    return batch.size() + unsent.size();
  }

  /** The number of bytes of the unsent queries. */
  public long unsentBytes() {
    return unsentBytes;
  }

  /** The number of queries on the wire that timed out and are not answered yet. */
  public int abandoned() {
    return abandoned;
  }

  /** Adds a query to the batch on the wire. */
  public void add(PendingQuery query, long now) {
    if (batch.isEmpty()) {
      since = now;
    }
    batch.add(query);
  }

  /** Keeps a query for the next batch. */
  public void enqueue(PendingQuery query, ByteBuffer frame) {
    unsent.add(new Unsent(query, frame));
    unsentBytes += frame.remaining();
  }

  /** Removes and returns the unsent queries, except for those that are cancelled or timed out. */
  public List<Unsent> takeNextBatch() {
    List<Unsent> next = new ArrayList<>(unsent);
    next.removeIf(each -> each.query.answer().isDone());
    unsent.clear();
    unsentBytes = 0;
    return next;
  }

  /** Returns the query of the next answer; null if every query is answered. */
  public @Nullable PendingQuery next() {
    if (answered == batch.size()) {
      return null;
    }
    PendingQuery query = batch.get(answered++);
    if (query.isAbandoned()) {
      abandoned--;
    }
    return query;
  }

  /** Whether every query on the wire is answered. */
  public boolean isComplete() {
    return !batch.isEmpty() && answered == batch.size();
  }

  /** Ends the batch; returns its queries. */
  public List<PendingQuery> finish() {
    List<PendingQuery> all = List.copyOf(batch);
    batch.clear();
    answered = 0;
    abandoned = 0;
    return all;
  }

  /** Abandons and returns the queries that are due. Those on the wire keep their places. */
  public List<PendingQuery> abandonDue(long now) {
    List<PendingQuery> due = new ArrayList<>();
    abandonSent(now, due);
    removeUnsent(now, due);
    return due;
  }

  private void abandonSent(long now, List<PendingQuery> due) {
    for (int n = 0; n < batch.size(); n++) {
      PendingQuery query = batch.get(n);
      if (isDue(query, now)) {
        query.abandon();
        abandoned += n < answered ? 0 : 1;
        due.add(query);
      }
    }
  }

  private void removeUnsent(long now, List<PendingQuery> due) {
    for (Iterator<Unsent> each = unsent.iterator(); each.hasNext(); ) {
      Unsent next = each.next();
      if (isDue(next.query, now)) {
        each.remove();
        unsentBytes -= next.frame.remaining();
        due.add(next.query);
      }
    }
  }

  private static boolean isDue(PendingQuery query, long now) {
    return !query.isAbandoned() && query.due() - now <= 0;
  }

  /**
   * Returns the next deadline: of the first query that is due, or of the batch, which may be on the
   * wire for {@code longest} nanoseconds; null if no query is pending.
   */
  public @Nullable Long nextDue(long longest) {
    Long first = batch.isEmpty() ? null : since + longest;
    for (PendingQuery query : batch) {
      first = query.isAbandoned() ? first : earlier(first, query.due());
    }
    for (Unsent next : unsent) {
      first = earlier(first, next.query.due());
    }
    return first;
  }

  private static Long earlier(@Nullable Long first, long due) {
    return first == null || due - first < 0 ? Long.valueOf(due) : first;
  }

  /** Whether the batch has been on the wire for {@code longest} nanoseconds. */
  public boolean isOverdue(long now, long longest) {
    return !batch.isEmpty() && now - since >= longest;
  }

  /** Removes and returns all queries. */
  public List<PendingQuery> clear() {
    List<PendingQuery> all = new ArrayList<>(finish());
    unsent.forEach(each -> all.add(each.query));
    unsent.clear();
    unsentBytes = 0;
    return all;
  }
}
