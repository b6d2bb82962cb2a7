// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.line.LineBatch;
import io.portcullis.journal.internal.storage.JournalException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where callers leave their records and the writer takes them. Thread-safe; the methods for the
 * writer are for one thread.
 *
 * <p>The lock is held for one copy into memory, and never while anything of others runs.
 */
public final class Spool {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  private static final int LARGE = 8 << 20;

  public static final int MAX_QUEUED = 4_096;

  @SuppressWarnings("NullAway") // Void
  private static final CompletableFuture<Void> KEPT = CompletableFuture.completedFuture(null);

  private static final class Queued {
    final byte[] body;
    final SpoolChecksums.BodyHash hash;
    final CompletableFuture<Void> future = new CompletableFuture<>();

    Queued(byte[] body, SpoolChecksums.BodyHash hash) {
      this.body = body;
      this.hash = hash;
    }
  }

  private record Waiting(long position, CompletableFuture<Void> future) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final SpoolFile file;
  private final Ring ring;
  private final DropCounters losses;
  private final SpoolChecksums.BodyHash readHash;
  private final boolean waitForChain;
  private final CompletionExecutor completions;
  private final WriterWakeup signal;

  // All guarded by the lock; the volatile ones are read without it.
  private final Set<Queued> queue = new LinkedHashSet<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final List<Waiting> flushes = new ArrayList<>();
  private long queuedRoom;
  private long records;
  private volatile long tail;
  private volatile long consumed;
  private volatile boolean urgent;
  private volatile @Nullable JournalException failure;
  private @Nullable JournalException refusal;
  private boolean damaged;

  /**
   * A spool with what is already in it.
   *
   * @param consumed up to where records are in the chain
   * @param tail up to where there are whole records
   * @param waitForChain whether a record counts as kept only once it is in the chain
   */
  public Spool(
      SpoolFile file,
      long consumed,
      long tail,
      boolean waitForChain,
      CompletionExecutor completions,
      WriterWakeup signal) {
    this.file = file;
    this.consumed = consumed;
    this.tail = tail;
    this.waitForChain = waitForChain;
    this.completions = completions;
    this.signal = signal;
    ring = file.ring();
    readHash = ring.newHash();
    losses = file.losses();
  }

  // For callers.

  /** Takes a record; the stage completes when it is kept, and fails if it is not or may not be. */
  public CompletableFuture<Void> append(CanonicalBuffer json, SpoolChecksums.BodyHash hash) {
    int length = json.length();
    CompletableFuture<Void> future;
    lock.lock();
    try {
      if (refusal != null) {
        if (damaged) {
          losses.count(DropReason.SPOOL_DAMAGED, 1);
        }
        return CompletableFuture.failedFuture(refusal);
      }
      if (json.overflowed()) {
        losses.count(DropReason.TOO_LARGE, 1);
        future = failed("the record is larger than a quarter of the spool");
      } else if (queue.isEmpty() && fits(length)) {
        put(json.array(), length, hash);
        future = kept();
      } else {
        future = enqueue(Arrays.copyOf(json.array(), length), hash.copy());
      }
    } catch (InternalError e) { // the mapped file was cut; the gate would let that end its thread
      future = CompletableFuture.failedFuture(damaged(e));
      losses.count(DropReason.SPOOL_DAMAGED, 1);
    } finally {
      lock.unlock();
    }
    if (urgent || tail - consumed > ring.capacity() / 4) {
      signal.wake();
    }
    return future;
  }

  private boolean fits(int length) {
    return tail + Ring.room(length) - consumed <= ring.capacity();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  private void put(byte[] body, int length, SpoolChecksums.BodyHash hash) {
    long position = tail;
    ring.put(position, body, length, hash);
    records++;
    tail = position + Ring.room(length);
  }

  private CompletableFuture<Void> kept() {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    if (!waitForChain) {
      return KEPT;
    }
    CompletableFuture<Void> future = new CompletableFuture<>();
    waiting.add(new Waiting(tail, future));
    urgent = true;
    return future;
  }

  private CompletableFuture<Void> enqueue(byte[] body, SpoolChecksums.BodyHash hash) {
    urgent = true;
    int room = Ring.room(body.length);
    if (queue.size() >= MAX_QUEUED || queuedRoom + room > ring.capacity()) {
      losses.count(DropReason.NO_ROOM, 1);
      return failed("the journal does not keep up: the spool and the queue behind it are full");
    }
    Queued queued = new Queued(body, hash);
    queue.add(queued);
    queuedRoom += room;
    if (failure != null) {
      queued.future.completeExceptionally(failure); // it keeps its place: denials are kept too
    } else {
      CompletableFuture<Void> unused =
          queued.future.whenComplete(
              (nothing, thrown) -> {
                if (queued.future.isCancelled()) {
                  giveUp(queued);
                }
              });
    }
    return queued.future;
  }

  private static CompletableFuture<Void> failed(String reason) {
    return CompletableFuture.failedFuture(new JournalException(reason));
  }

  private void giveUp(Queued queued) {
    lock.lock();
    try {
      if (queue.remove(queued)) {
        queuedRoom -= Ring.room(queued.body.length);
        losses.count(DropReason.GIVEN_UP, 1);
      }
    } catch (InternalError e) {
      damaged(e);
    } finally {
      lock.unlock();
    }
  }

  /** Completes once all that was appended before is in the chain and signed. */
  public CompletableFuture<Void> flush() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    lock.lock();
    try {
      if (failure != null || refusal != null) {
        return CompletableFuture.failedFuture(failure != null ? failure : refusal);
      }
      flushes.add(new Waiting(tail + queuedRoom, future));
      urgent = true;
    } finally {
      lock.unlock();
    }
    signal.wake();
    return future;
  }

  /** Refuses every append from now on; what is here is still taken to the chain. */
  public void refuse(JournalException reason) {
    lock.lock();
    try {
      if (refusal == null) {
        refusal = reason;
      }
      urgent = true;
    } finally {
      lock.unlock();
    }
    signal.wake();
  }

  /** Why appends fail now, or null if they do not. */
  public @Nullable JournalException trouble() {
    JournalException now = failure;
    return now != null ? now : refusal();
  }

  private @Nullable JournalException refusal() {
    lock.lock();
    try {
      return refusal;
    } finally {
      lock.unlock();
    }
  }

  /** How much of the ring is in use, from 0 to 100. */
  public int percentUsed() {
    return (int) ((tail - consumed) * 100 / ring.capacity());
  }

  public long lostSinceStart() {
    lock.lock();
    try {
      return losses.sinceStart();
    } finally {
      lock.unlock();
    }
  }

  // For the writer.

  public long tail() {
    return tail;
  }

  public long consumed() {
    return consumed;
  }

  /** Whether somebody waits for the writer, or enough has gathered to be written. */
  public boolean worthAPass() {
    return urgent || tail - consumed > Math.min(LineBatch.FULL, ring.capacity() / 4);
  }

  /** The length of the record at a position before the tail. */
  public int length(long position) throws JournalException {
    try {
      int length = ring.length(position);
      if (length > 0 && Ring.room(length) <= tail - position) {
        return length;
      }
      throw damagedForWriter(null);
    } catch (InternalError e) {
      throw damagedForWriter(e);
    }
  }

  /** Copies the record at a position before the tail. */
  public void read(long position, byte[] target, int offset, int length) throws JournalException {
    try {
      if (!ring.read(position, target, offset, length, readHash)) {
        throw damagedForWriter(null);
      }
    } catch (InternalError e) {
      throw damagedForWriter(e);
    }
  }

  /** Takes note that the memory of the spool is gone. */
  public JournalException damagedForWriter(@Nullable InternalError e) {
    lock.lock();
    try {
      return damaged(e);
    } finally {
      lock.unlock();
    }
  }

  /** What is pending for a cause, promised to be reported by the line with this number. */
  public long promise(DropReason cause, long seq) {
    lock.lock();
    try {
      long pending = losses.pending(cause);
      if (pending > 0) {
        losses.promise(cause, seq);
      }
      return pending;
    } catch (InternalError e) {
      damaged(e);
      return losses.pending(cause);
    } finally {
      lock.unlock();
    }
  }

  /** The chain ends with this line, and what was promised of later ones was not kept. */
  public void confirmReported(long lastSeq) {
    lock.lock();
    try {
      losses.confirmReported(lastSeq);
    } catch (InternalError e) {
      damaged(e);
    } finally {
      lock.unlock();
    }
  }

  /** Gives up the room of what is in the chain now, to those who wait for it. */
  public void consumed(long position, long count, long lastSeq) {
    lock.lock();
    try {
      losses.confirmReported(lastSeq);
      if (damaged) {
        return;
      }
      consumed = position;
      records -= count;
      file.consumed(position);
      while (!waiting.isEmpty() && waiting.element().position() <= position) {
        completions.complete(waiting.remove().future(), null);
      }
      admit();
      urgent = somebodyWaits();
    } catch (InternalError e) {
      damaged(e);
    } finally {
      lock.unlock();
    }
  }

  private void admit() {
    Iterator<Queued> next = queue.iterator();
    while (next.hasNext()) {
      Queued queued = next.next();
      if (!fits(queued.body.length)) {
        return;
      }
      put(queued.body, queued.body.length, queued.hash);
      next.remove();
      queuedRoom -= Ring.room(queued.body.length);
      if (waitForChain) {
        waiting.add(new Waiting(tail, queued.future));
      } else {
        completions.complete(queued.future, null);
      }
    }
  }

  /** Whether somebody waits for a flush that can be told so once the head is signed. */
  public boolean flushDue() {
    if (!urgent) {
      return false;
    }
    lock.lock();
    try {
      urgent = somebodyWaits(); // one who has given up may have left it set
      return flushes.stream().anyMatch(this::reached);
    } finally {
      lock.unlock();
    }
  }

  private boolean somebodyWaits() {
    return !queue.isEmpty() || !waiting.isEmpty() || !flushes.isEmpty();
  }

  private boolean reached(Waiting flush) {
    return consumed >= flush.position() || (consumed == tail && queue.isEmpty());
  }

  /** The head is signed up to what is consumed. */
  public void signed() {
    lock.lock();
    try {
      flushes.removeIf(
          flush -> {
            boolean done = reached(flush);
            if (done) {
              completions.complete(flush.future(), null);
            }
            return done;
          });
      urgent = somebodyWaits();
    } finally {
      lock.unlock();
    }
  }

  /** The writer cannot write: all who wait are told, and all who come, until it can. */
  public void fail(JournalException reason) {
    lock.lock();
    try {
      failure = reason;
      failWaiting(reason);
      urgent = false;
    } finally {
      lock.unlock();
    }
  }

  private void failWaiting(JournalException reason) {
    waiting.forEach(each -> completions.complete(each.future(), reason));
    waiting.clear();
    flushes.forEach(each -> completions.complete(each.future(), reason));
    flushes.clear();
    queue.stream()
        .filter(each -> !each.future.isDone())
        .forEach(each -> completions.complete(each.future, reason));
  }

  /** The writer can write again. */
  public void recover() {
    if (failure != null) {
      lock.lock();
      try {
        failure = null;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Nobody takes records any more. What is in the ring is found at the next start. */
  public void end(JournalException reason) {
    lock.lock();
    try {
      if (refusal == null) {
        refusal = reason;
      }
      failWaiting(refusal);
      losses.count(DropReason.NO_ROOM, queue.size());
      queue.clear();
      queuedRoom = 0;
    } catch (InternalError e) {
      damaged(e);
    } finally {
      lock.unlock();
    }
  }

  /** The memory is gone, and what was in it; nothing goes there any more. Called under the lock. */
  private JournalException damaged(@Nullable InternalError e) {
    takePendingError();
    JournalException reason =
        new JournalException("the spool was cut or changed while it was in use", e);
    if (!damaged) {
      damaged = true;
      losses.leaveHeader();
      losses.count(DropReason.SPOOL_DAMAGED, records + queue.size());
      consumed = tail;
      if (refusal == null) {
        refusal = reason;
      }
      failWaiting(reason);
      queue.clear();
      queuedRoom = 0;
    }
    return reason;
  }

  /**
   * Compiled code that meets a page which is gone goes on, and the error is thrown whenever the
   * thread next enters the virtual machine. That has to be here and not in the caller, so memory is
   * asked for that is too large to be had without.
   */
  private static void takePendingError() {
    try {
      byte[] large = new byte[LARGE];
      LOG.debug("the spool could not be accessed, {}", large.length);
    } catch (InternalError e) {
      LOG.debug("the spool could not be accessed", e);
    }
  }
}
