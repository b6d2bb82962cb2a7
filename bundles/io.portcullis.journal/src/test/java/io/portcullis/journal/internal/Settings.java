// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

/** Settings for tests: a small spool. */
final class Settings {
  static final long SPOOL = 1 << 20;

  private Settings() {}

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
