// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.api.evidence.Journal;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.contract.JournalContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Durability.class)
class ChainedJournalContractTest extends JournalContract {
  private final JournalSettings settings;
  private final TestDisk disk = new TestDisk();
  @TempDir Path folder;
  private ChainedJournal journal;

  ChainedJournalContractTest(Durability durability) {
    settings = Settings.with(durability);
  }

  @BeforeEach
  void open() throws IOException {
    journal = new JournalRecovery(folder, settings, InstantSource.system(), disk).open();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Override
  protected Journal journal() {
    return journal;
  }

  @Override
  protected List<String> written() {
    Await.await(journal.flush());
    return Chained.verified(folder).calls();
  }

  @Override
  protected void breakStorage() {
    disk.fill();
    // The first record is in the spool before anybody knows; the disk is full for all that follow.
    journal.append(Records.decided("before"));
    try {
      Await.await(journal.flush());
    } catch (java.util.concurrent.CompletionException e) {
      return;
    }
    throw new IllegalStateException("the disk was not full");
  }
}
