// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.chain;

import io.portcullis.journal.internal.spool.CompletionExecutor;
import io.portcullis.journal.internal.spool.Spool;
import io.portcullis.journal.internal.spool.WriterWakeup;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of the writer thread, which chains the records. When idle it polls after 5 ms, then 10
 * ms and 20 ms, or after 1 ms while a caller waits. A wake-up for each record would cost the
 * callers several times the price of the record, and callers do not usually wait for the chain. The
 * thread is woken when the spool fills, when a caller waits, and to close.
 */
public final class ChainWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);
  private static final long SHORTEST_REST = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long WORKING_REST = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long FIRST_RETRY = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LAST_RETRY = TimeUnit.SECONDS.toNanos(1);

  private final Chain chain;
  private final Spool spool;
  private final CompletionExecutor completions;
  private final WriterWakeup signal;
  private volatile boolean closing;
  private volatile long closeBy;
  private long rest = SHORTEST_REST;
  private long retry = FIRST_RETRY;
  private boolean quiet;
  private boolean failing;

  public ChainWriter(
      Chain chain, Spool spool, CompletionExecutor completions, WriterWakeup signal) {
    this.chain = chain;
    this.spool = spool;
    this.completions = completions;
    this.signal = signal;
  }

  /** Ends the writer once all records are chained and signed, or after this time. */
  public void close(long nanos) {
    closeBy = System.nanoTime() + nanos;
    closing = true;
    signal.wake();
  }

  @Override
  public void run() {
    JournalException end = new JournalException("the thread that writes the journal has died");
    try {
      loop();
      end = new JournalException("the journal is closed");
    } finally { // also after an error: callers must not believe that records are still accepted
      spool.end(end);
      completions.close();
      closeChain();
    }
  }

  private void closeChain() {
    try {
      chain.close();
    } catch (IOException e) {
      LOG.warn("Cannot close the files of the journal", e);
    }
  }

  private void loop() {
    while (true) {
      boolean last = closing;
      try {
        boolean worked = chain.pass(spool, quiet, last);
        recovered();
        completions.attend();
        quiet = !worked;
        if (last && (quiet || System.nanoTime() - closeBy > 0)) {
          return;
        }
        pause();
      } catch (TamperedJournalException e) {
        fail(e);
        untilClosing(Long.MAX_VALUE);
        return;
      } catch (InternalError e) { // from the mapped spool; it can be thrown later than it happens
        fail(spool.damagedForWriter(e));
        quiet = false;
      } catch (IOException e) {
        fail(e);
        if (last) {
          return;
        }
        untilClosing(retry);
        retry = Math.min(2 * retry, LAST_RETRY);
      }
    }
  }

  /**
   * Rests also under load, until a batch has accumulated: with a pass for each record, a few
   * thousand records per second would keep this thread busy half of the time.
   */
  private void pause() {
    rest = quiet ? Math.min(2 * rest, LONGEST_REST) : WORKING_REST;
    signal.rest(completions.idle() ? rest : SHORTEST_REST, () -> closing || spool.worthAPass());
  }

  /** Waits regardless of new records: a full disk is not tried again for each record. */
  private void untilClosing(long nanos) {
    long since = System.nanoTime();
    for (long left = nanos; left > 0 && !closing; left = nanos - (System.nanoTime() - since)) {
      completions.attend();
      signal.rest(completions.idle() ? left : SHORTEST_REST, () -> closing);
    }
  }

  private void recovered() {
    retry = FIRST_RETRY;
    if (failing) {
      failing = false;
      spool.recover();
      LOG.info("The journal can be written again");
    }
  }

  private void fail(IOException e) {
    JournalException reason =
        e instanceof JournalException known
            ? known
            : new JournalException(
                "the journal cannot be written: " + PrintableText.line(e.toString()), e);
    spool.fail(reason);
    if (!failing) {
      failing = true;
      LOG.error("{}; calls that need evidence are denied until this is fixed", reason.getMessage());
    }
  }
}
