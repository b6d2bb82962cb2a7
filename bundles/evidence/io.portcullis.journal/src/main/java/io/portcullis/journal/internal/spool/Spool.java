// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.line.LineBatch;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.journal.internal.storage.MappedMemory;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The buffer between the callers that append records and the writer that chains them. Thread-safe;
 * the writer's methods are for one thread.
 *
 * <p>The lock is held for one copy into memory, and never while foreign code runs.
 */
public final class Spool {
  /** The most records that wait because the ring is full. */
  public static final int MAX_QUEUED = 4_096;

  @SuppressWarnings("NullAway") // Void
  private static final CompletableFuture<Void> KEPT = CompletableFuture.completedFuture(null);

  private final ReentrantLock lock = new ReentrantLock();
  private final SpoolMemory memory;
  private final DropCounters losses;
  private final boolean waitForChain;
  private final CompletionExecutor completions;
  private final WriterWakeup signal;

  // All are guarded by the lock; the volatile ones are also read without it.
  private final OverflowQueue queue;
  private final PendingAcknowledgements pending;
  private volatile boolean urgent;
  private volatile @Nullable JournalException failure;
  private volatile @Nullable JournalException refusal;
  private boolean damaged;

  /**
   * Creates a spool over a file that may hold records already.
   *
   * @param consumed the position up to which the records are in the chain
   * @param tail the position up to which whole records exist
   * @param waitForChain whether a record is kept only once it is in the chain
   */
  public Spool(
      SpoolFile file,
      long consumed,
      long tail,
      boolean waitForChain,
      CompletionExecutor completions,
      WriterWakeup signal) {
    this.waitForChain = waitForChain;
    this.completions = completions;
    this.signal = signal;
    memory = new SpoolMemory(file, consumed, tail);
    losses = file.losses();
    queue = new OverflowQueue(MAX_QUEUED, memory.capacity());
    pending = new PendingAcknowledgements(completions);
  }

  // For callers.

  /**
   * Appends a record. The future completes once the record is kept, and fails if it may be lost.
   */
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
      } else if (queue.size() == 0 && memory.fits(length)) {
        memory.put(json.array(), length, hash);
        future = kept();
      } else {
        future = enqueue(Arrays.copyOf(json.array(), length), hash.copy());
      }
    } catch (InternalError e) { // the mapped file was cut; the gate does not catch this error
      future = CompletableFuture.failedFuture(damaged(e));
      losses.count(DropReason.SPOOL_DAMAGED, 1);
    } finally {
      lock.unlock();
    }
    if (urgent || memory.used() > memory.capacity() / 4) {
      signal.wake();
    }
    return future;
  }

  private CompletableFuture<Void> kept() {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    if (!waitForChain) {
      return KEPT;
    }
    CompletableFuture<Void> future = new CompletableFuture<>();
    pending.addAppend(memory.tail(), future);
    urgent = true;
    return future;
  }

  private CompletableFuture<Void> enqueue(byte[] body, SpoolChecksums.BodyHash hash) {
    urgent = true;
    OverflowQueue.Entry entry = new OverflowQueue.Entry(body, hash);
    if (!queue.add(entry)) {
      losses.count(DropReason.NO_ROOM, 1);
      return failed("the journal does not keep up: the spool and the queue behind it are full");
    }
    if (failure != null) {
      entry.future.completeExceptionally(failure); // the entry stays queued: denials are kept too
    } else {
      CompletableFuture<Void> unused =
          entry.future.whenComplete((nothing, thrown) -> withdrawIfCancelled(entry));
    }
    return entry.future;
  }

  private static CompletableFuture<Void> failed(String reason) {
    return CompletableFuture.failedFuture(new JournalException(reason));
  }

  private void withdrawIfCancelled(OverflowQueue.Entry entry) {
    if (!entry.future.isCancelled()) {
      return;
    }
    guarded(
        () -> {
          if (queue.remove(entry)) {
            losses.count(DropReason.GIVEN_UP, 1);
          }
        });
  }

  /** Returns a future that completes once all records appended so far are chained and signed. */
  public CompletableFuture<Void> flush() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    lock.lock();
    try {
      if (failure != null || refusal != null) {
        return CompletableFuture.failedFuture(failure != null ? failure : refusal);
      }
      pending.addFlush(memory.tail() + queue.room(), future);
      urgent = true;
    } finally {
      lock.unlock();
    }
    signal.wake();
    return future;
  }

  /** Refuses every append from now on. The records in the spool are still chained. */
  public void refuse(JournalException reason) {
    guarded(
        () -> {
          refusal = refusal == null ? reason : refusal;
          urgent = true;
        });
    signal.wake();
  }

  /** Returns the reason why appends fail now, or null if they do not fail. */
  public @Nullable JournalException trouble() {
    JournalException now = failure;
    return now != null ? now : refusal;
  }

  /** Returns the part of the ring that is in use, from 0 to 100. */
  public int percentUsed() {
    return (int) (memory.used() * 100 / memory.capacity());
  }

  /** Returns the number of records dropped since the start. */
  public long lostSinceStart() {
    lock.lock();
    try {
      return losses.sinceStart();
    } finally {
      lock.unlock();
    }
  }

  // For the writer.

  /** Returns the position behind the last record. */
  public long tail() {
    return memory.tail();
  }

  /** Returns the position up to which the records are chained. */
  public long consumed() {
    return memory.consumed();
  }

  /** Returns whether a caller waits for the writer, or enough records wait for a batch. */
  public boolean worthAPass() {
    return urgent || memory.used() > Math.min(LineBatch.FULL, memory.capacity() / 4);
  }

  /** Returns the length of the record at a position before the tail. */
  public int length(long position) throws JournalException {
    try {
      int length = memory.length(position);
      if (length > 0) {
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
      if (!memory.read(position, target, offset, length)) {
        throw damagedForWriter(null);
      }
    } catch (InternalError e) {
      throw damagedForWriter(e);
    }
  }

  /** Marks the spool as damaged and returns the exception for the writer. */
  public JournalException damagedForWriter(@Nullable InternalError e) {
    lock.lock();
    try {
      return damaged(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the unreported drops of a cause, and promises their report in the line with this
   * number.
   */
  public long promise(DropReason cause, long seq) {
    lock.lock();
    try {
      long unreported = losses.pending(cause);
      if (unreported > 0) {
        losses.promise(cause, seq);
      }
      return unreported;
    } catch (InternalError e) {
      damaged(e);
      return losses.pending(cause);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Confirms the reports up to the last line of the chain, and withdraws the promises of later
   * lines.
   */
  public void confirmReported(long lastSeq) {
    guarded(() -> losses.confirmReported(lastSeq));
  }

  /** Frees the room of the records that are chained now, and admits queued records. */
  public void consumed(long position, long count, long lastSeq) {
    guarded(
        () -> {
          losses.confirmReported(lastSeq);
          if (damaged) {
            return;
          }
          memory.consume(position, count);
          pending.completeAppends(position);
          admit();
          urgent = hasWaiters();
        });
  }

  private void admit() {
    for (OverflowQueue.Entry entry = queue.peek();
        entry != null && memory.fits(entry.body.length);
        entry = queue.peek()) {
      memory.put(entry.body, entry.body.length, entry.hash);
      queue.remove(entry);
      if (waitForChain) {
        pending.addAppend(memory.tail(), entry.future);
      } else {
        completions.complete(entry.future, null);
      }
    }
  }

  /** Returns whether a pending flush can complete once the checkpoint is signed. */
  public boolean flushDue() {
    if (!urgent) {
      return false;
    }
    lock.lock();
    try {
      urgent = hasWaiters(); // a cancelled append may have left it set
      return pending.anyFlush(this::isFlushed);
    } finally {
      lock.unlock();
    }
  }

  private boolean hasWaiters() {
    return queue.size() > 0 || !pending.isEmpty();
  }

  private boolean isFlushed(long position) {
    return memory.consumed() >= position || (memory.used() == 0 && queue.size() == 0);
  }

  /** Completes the flushes: the checkpoint is signed up to the consumed position. */
  public void signed() {
    guarded(
        () -> {
          pending.completeFlushes(this::isFlushed);
          urgent = hasWaiters();
        });
  }

  /** Fails all pending and later futures until the writer can write again. */
  public void fail(JournalException reason) {
    guarded(
        () -> {
          failure = reason;
          failWaiting(reason);
          urgent = false;
        });
  }

  private void failWaiting(JournalException reason) {
    pending.fail(reason);
    queue.fail(reason, completions);
  }

  /** Accepts appends again after the writer could write. */
  public void recover() {
    if (failure != null) {
      guarded(() -> failure = null);
    }
  }

  /** Ends the spool because the writer has ended. The next start finds the records in the ring. */
  public void end(JournalException reason) {
    guarded(
        () -> {
          if (refusal == null) {
            refusal = reason;
          }
          failWaiting(refusal);
          losses.count(DropReason.NO_ROOM, queue.size());
          queue.clear();
        });
  }

  /** Runs a step under the lock; a missing page of the mapped file marks the spool as damaged. */
  private void guarded(Runnable step) {
    lock.lock();
    try {
      step.run();
    } catch (InternalError e) {
      damaged(e);
    } finally {
      lock.unlock();
    }
  }

  /** Abandons the memory and the records in it. Called under the lock. */
  private JournalException damaged(@Nullable InternalError e) {
    MappedMemory.takePendingError();
    JournalException reason =
        new JournalException("the spool was cut or changed while it was in use", e);
    if (!damaged) {
      damaged = true;
      losses.leaveHeader();
      losses.count(DropReason.SPOOL_DAMAGED, memory.records() + queue.size());
      memory.abandon();
      refusal = refusal == null ? reason : refusal;
      failWaiting(reason);
      queue.clear();
    }
    return reason;
  }
}
