// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import io.portcullis.journal.internal.storage.JournalException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Completes futures in threads of its own: what hangs on one, a whole tool perhaps, must not run in
 * the writer. One thread usually does; if it gets stuck in what hangs on a future, the writer sees
 * that nothing moves when it comes by, and another takes over. As many futures wait here as the
 * spool has let in.
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
            task -> {
              Thread thread = new Thread(task, "portcullis-journal-completions");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Completes a future soon. */
  void complete(CompletableFuture<Void> future, @Nullable JournalException failure) {
    due.add(new Due(future, failure));
  }

  /** Sees to it that somebody completes them; to be called again while something is due. */
  public void attend() {
    if (!due.isEmpty() && (working.get() == 0 || settled == settledBefore)) {
      start();
    }
    settledBefore = settled;
  }

  public boolean idle() {
    return due.isEmpty();
  }

  /** Completes what is still due and takes no more after that. */
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
    } catch (RejectedExecutionException e) { // all of them are stuck: next time
      working.decrementAndGet();
    }
  }

  @SuppressWarnings({
    "NullAway",
    "NonAtomicVolatileUpdate"
  }) // Void; any change of it is a sign of life
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
