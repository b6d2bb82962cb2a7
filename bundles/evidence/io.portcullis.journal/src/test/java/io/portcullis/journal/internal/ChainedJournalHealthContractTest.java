// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.api.health.HealthReporter;
import io.portcullis.journal.internal.storage.FileSystem;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.contract.HealthReporterContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class ChainedJournalHealthContractTest extends HealthReporterContract {
  @TempDir Path temp;
  private final TestDisk full = new TestDisk();
  private final List<ChainedJournal> opened = new ArrayList<>();

  @Override
  protected List<HealthReporter> reporters() {
    if (opened.isEmpty()) {
      open("sound", new TestDisk());
      open("closed", new TestDisk()).close();
      fail(open("full", full));
    }
    return List.copyOf(opened);
  }

  private ChainedJournal open(String name, FileSystem disk) {
    try {
      ChainedJournal journal =
          new JournalRecovery(temp.resolve(name), Settings.small(), InstantSource.system(), disk)
              .open();
      opened.add(journal);
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fail(ChainedJournal journal) {
    full.fill();
    journal.append(Records.decided("call"));
    try {
      Await.await(journal.flush());
    } catch (CompletionException e) {
      return;
    }
    throw new IllegalStateException("the disk was not full");
  }

  @AfterEach
  void close() {
    opened.forEach(ChainedJournal::close);
  }
}
