// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.api.evidence.JournalRecords;
import io.portcullis.journal.internal.checkpoint.SignedCheckpoint;
import io.portcullis.journal.internal.checkpoint.SigningKey;
import io.portcullis.journal.internal.segment.RecordScan;
import io.portcullis.journal.internal.spool.Spool;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.JournalException;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads the records of an open journal, up to those that are in its spool. Thread-safe. */
final class ChainedRecords implements JournalRecords {
  private static final long FLUSH_SECONDS = 10;

  private final JournalDirectory folder;
  private final SigningKey key;
  private final Spool spool;

  ChainedRecords(JournalDirectory folder, SigningKey key, Spool spool) {
    this.folder = folder;
    this.key = key;
    this.spool = spool;
  }

  @Override
  public String journal() {
    return key.digest();
  }

  @Override
  public Extent read(Instant since, long afterSeq, Visitor visitor)
      throws IOException, InterruptedException {
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(visitor, "visitor");
    flush();
    SignedCheckpoint head = SignedCheckpoint.read(folder.path(SignedCheckpoint.NAME), key);
    return head == null
        ? Extent.complete(0)
        : new RecordScan(folder, head).read(since, afterSeq, visitor);
  }

  private void flush() throws IOException, InterruptedException {
    try {
      spool.flush().get(FLUSH_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new JournalException("the records cannot be chained: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new JournalException("the records were not chained in time", e);
    }
  }
}
