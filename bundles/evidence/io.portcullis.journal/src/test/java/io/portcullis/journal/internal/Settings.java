// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.journal.internal.checkpoint.SigningKey;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.spool.SpoolChecksums;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.LocalFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings for tests: a small spool. */
public final class Settings {
  static final long SPOOL = 1 << 20;

  private Settings() {}

  /** Tags under a key that is made for the occasion. */
  public static SpoolChecksums tags() {
    try {
      Path folder = Files.createTempDirectory("portcullis-key");
      try (JournalDirectory files = JournalDirectory.open(folder, new LocalFileSystem())) {
        return new SpoolChecksums(SigningKey.open(files, true));
      } finally {
        RecoveryTest.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JournalSettings with(Durability durability) {
    return new JournalSettings(durability, 64L << 20, 86_400, SPOOL, false);
  }

  static JournalSettings small() {
    return with(Durability.PROCESS);
  }

  static JournalSettings segmentBytes(long bytes) {
    return new JournalSettings(Durability.PROCESS, bytes, 86_400, SPOOL, false);
  }

  static JournalSettings keeping() {
    return new JournalSettings(Durability.PROCESS, 64L << 20, 86_400, SPOOL, true);
  }
}
