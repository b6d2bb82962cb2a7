// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.support.concurrent.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An executor that completes futures in its own threads: a continuation, perhaps a whole tool, must
 * not run in the writer. One thread usually suffices. If a continuation blocks it, the writer
 * notices that nothing moves and starts another. The queue is bounded by the number of records in
 * the spool.
 */
public final class CompletionExecutor {
  private static final int MAX_THREADS = 256;

  private record Due(CompletableFuture<Void> future, @Nullable JournalException failure) {}

  private final ConcurrentLinkedQueue<Due> due = new ConcurrentLinkedQueue<>();
  private final AtomicInteger working = new AtomicInteger();
  private final ThreadPoolExecutor threads;
  private volatile long settled;
  private long settledBefore;

  public CompletionExecutor() {
    threads =
        new ThreadPoolExecutor(
            0,
            MAX_THREADS,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("portcullis-journal-completions"));
  }

  /** Queues the completion of a future. */
  void complete(CompletableFuture<Void> future, @Nullable JournalException failure) {
    due.add(new Due(future, failure));
  }

  /**
   * Starts a thread if completions are due and none makes progress. The writer calls this
   * repeatedly.
   */
  public void attend() {
    if (!due.isEmpty() && (working.get() == 0 || settled == settledBefore)) {
      start();
    }
    settledBefore = settled;
  }

  public boolean idle() {
    return due.isEmpty();
  }

  /** Completes the queued futures and accepts no more. */
  public void close() {
    if (!due.isEmpty()) {
      start();
    }
    threads.shutdown();
  }

  private void start() {
    working.incrementAndGet();
    try {
      threads.execute(this::work);
    } catch (RejectedExecutionException e) { // all threads are blocked: try again next time
      working.decrementAndGet();
    }
  }

  @SuppressWarnings({
    "NullAway",
    "NonAtomicVolatileUpdate"
  }) // Void; any change of the counter shows progress
  private void work() {
    try {
      for (Due next = due.poll(); next != null; next = due.poll()) {
        if (next.failure() == null) {
          next.future().complete(null);
        } else {
          next.future().completeExceptionally(next.failure());
        }
        settled++;
      }
    } finally {
      working.decrementAndGet();
    }
  }
}
