// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.JournalRecords;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.journal.internal.chain.ChainWriter;
import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.record.EncoderPool;
import io.portcullis.journal.internal.record.RecordEncoder;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.spool.Spool;
import io.portcullis.journal.internal.spool.SpoolChecksums;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.journal.internal.storage.LocalFileSystem;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.support.concurrent.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A journal in its own folder. A spool accepts a record in the caller's thread, and one writer
 * thread chains it. Thread-safe.
 */
public final class ChainedJournal implements Journal, HealthReporter, AutoCloseable {
  private static final long CLOSE_MS = 5_000;
  private static final int MUCH_PERCENT = 50;

  private final Spool spool;
  private final EncoderPool encoders;
  private final ChainWriter writer;
  private final Thread thread;
  private final JournalRecords records;

  ChainedJournal(
      Spool spool,
      SpoolChecksums tags,
      JournalSettings settings,
      ChainWriter writer,
      JournalRecords records) {
    this.spool = spool;
    this.writer = writer;
    this.records = records;
    encoders = new EncoderPool(settings, tags);
    thread = DaemonThreads.create("portcullis-journal", writer);
    thread.start();
  }

  /**
   * Opens the journal in a folder. A missing folder is created. When this returns, the records that
   * an earlier process left in the spool are chained, and the checkpoint is signed.
   *
   * @param folder the folder of the journal; no other journal may use it at the same time
   * @param settings the settings of the journal
   * @param clock the clock for the lines that the journal itself writes
   * @return the open journal; the caller closes it
   * @throws TamperedJournalException if the journal was changed; an operator has to move it away
   * @throws JournalException if the folder is in use
   * @throws IOException if the journal cannot be read or written
   */
  public static ChainedJournal open(Path folder, JournalSettings settings, InstantSource clock)
      throws IOException {
    return new JournalRecovery(folder, settings, clock, new LocalFileSystem()).open();
  }

  /**
   * Appends one record.
   *
   * @param callRecord the record
   * @return a stage that completes when the record is as durable as configured. It fails with a
   *     {@link JournalException} if the record is not kept, or if the chain cannot be written at
   *     present. Cancelling the stage while the spool is full withdraws the record; a record in the
   *     spool stays
   */
  @Override
  public CompletionStage<Void> append(CallRecord callRecord) {
    RecordEncoder encoder = encoders.take();
    return keep(encoder, encoder.encode(callRecord));
  }

  /**
   * Appends one event.
   *
   * @param event the event
   * @return a stage as for a record
   */
  @Override
  public CompletionStage<Void> append(GovernanceEvent event) {
    RecordEncoder encoder = encoders.take();
    return keep(encoder, encoder.encode(event));
  }

  private CompletableFuture<Void> keep(RecordEncoder encoder, CanonicalBuffer json) {
    try {
      return spool.append(json, encoder.hash(json));
    } catch (InternalError e) { // from the mapped spool; it can be thrown later than it happens
      return CompletableFuture.failedFuture(spool.damagedForWriter(e));
    } finally {
      encoders.giveBack(encoder, json);
    }
  }

  /** Returns the reader of the records. */
  public JournalRecords records() {
    return records;
  }

  /**
   * Requests that all records so far are chained and signed.
   *
   * @return a stage that completes when all records appended before are chained and signed. It
   *     fails with a {@link JournalException} if the chain cannot be written
   */
  public CompletionStage<Void> flush() {
    return spool.flush();
  }

  /**
   * Returns the health of the journal.
   *
   * @return critical while appends fail, with the reason; a warning if records were dropped since
   *     the start or the spool is more than half full
   */
  @Override
  public Health health() {
    JournalException trouble = spool.trouble();
    long lost = spool.lostSinceStart();
    int used = spool.percentUsed();
    String numbers = "; records lost since the start: " + lost + ", spool in use: " + used + " %";
    if (trouble != null) {
      String reason = String.valueOf(trouble.getMessage());
      return health(Health.Level.CRITICAL, reason + numbers);
    }
    if (lost > 0) {
      return health(Health.Level.WARN, "records were lost, see the gap records" + numbers);
    }
    return used > MUCH_PERCENT
        ? health(Health.Level.WARN, "the writer does not keep up" + numbers)
        : health(Health.Level.OK, "");
  }

  static Health health(Health.Level level, String detail) {
    return new Health("journal", level, detail);
  }

  /**
   * Accepts no more records, chains and signs the records in the spool, and releases the folder.
   * After 5 seconds the rest stays in the spool for the next start. A writer that hangs in the file
   * system keeps the lock until it returns. A second call does nothing.
   */
  @Override
  public void close() {
    spool.refuse(new JournalException("the journal is closed"));
    writer.close(TimeUnit.MILLISECONDS.toNanos(CLOSE_MS));
    awaitWriter();
  }

  /** Waits for the end of the writer, also when interrupted: the next journal needs the lock. */
  private void awaitWriter() {
    boolean interrupted = false;
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * CLOSE_MS);
    for (long left = 2 * CLOSE_MS; left > 0 && thread.isAlive(); ) {
      try {
        thread.join(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
