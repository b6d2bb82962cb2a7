// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import io.portcullis.journal.internal.storage.JournalException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of records that did not fit into the ring, in the order of arrival. Guarded by
 * the spool's lock.
 */
final class OverflowQueue {
  /** A record and the future that completes once the record is kept. */
  static final class Entry {
    final byte[] body;
    final SpoolChecksums.BodyHash hash;
    final CompletableFuture<Void> future = new CompletableFuture<>();

    Entry(byte[] body, SpoolChecksums.BodyHash hash) {
      this.body = body;
      this.hash = hash;
    }
  }

  private final Set<Entry> entries = new LinkedHashSet<>();
  private final int maxEntries;
  private final long maxRoom;
  private long room;

  /** Creates an empty queue with a bound of entries and of bytes in the ring. */
  OverflowQueue(int maxEntries, long maxRoom) {
    this.maxEntries = maxEntries;
    this.maxRoom = maxRoom;
  }

  int size() {
    return entries.size();
  }

  /** Returns the bytes of the ring that the entries will occupy. */
  long room() {
    return room;
  }

  /** Adds the entry and returns true, or returns false if the queue is full. */
  boolean add(Entry entry) {
    if (entries.size() >= maxEntries || room + Ring.room(entry.body.length) > maxRoom) {
      return false;
    }
    room += Ring.room(entry.body.length);
    return entries.add(entry);
  }

  /** Returns the oldest entry, or null if the queue is empty. */
  @Nullable Entry peek() {
    Iterator<Entry> oldest = entries.iterator();
    return oldest.hasNext() ? oldest.next() : null;
  }

  /** Removes the entry and returns whether it was still queued. */
  boolean remove(Entry entry) {
    boolean removed = entries.remove(entry);
    if (removed) {
      room -= Ring.room(entry.body.length);
    }
    return removed;
  }

  /** Fails the futures that are not complete yet; the entries stay queued. */
  void fail(JournalException reason, CompletionExecutor completions) {
    entries.stream()
        .filter(each -> !each.future.isDone())
        .forEach(each -> completions.complete(each.future, reason));
  }

  void clear() {
    entries.clear();
    room = 0;
  }
}
