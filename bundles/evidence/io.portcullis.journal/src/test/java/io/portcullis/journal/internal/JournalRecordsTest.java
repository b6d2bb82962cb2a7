// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.JournalRecords;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRecordsTest {
  @TempDir Path temp;
  private final ManualClock clock = new ManualClock(Records.TIME);
  private int next;

  private ChainedJournal open() throws IOException {
    JournalSettings settings =
        new JournalSettings(Durability.PROCESS, 64 << 10, 365L * 86_400, Settings.SPOOL, false);
    return ChainedJournal.open(temp, settings, clock);
  }

  /** Appends so many calls; 16 of them make a segment. */
  private void append(ChainedJournal journal, int calls) {
    for (int i = 0; i < calls; i++) {
      Await.await(
          journal.append(
              Records.decided(
                  Records.call("call-" + next++, "{}"),
                  EnforcementMode.ENFORCE,
                  Verdict.Deny.fault("r".repeat(4_000)),
                  clock.instant(),
                  1,
                  List.of())));
      Await.await(journal.flush());
    }
  }

  private static List<String> calls(JournalRecords records, Instant since, long after)
      throws Exception {
    List<String> calls = new ArrayList<>();
    JournalRecords.Extent unused =
        records.read(
            since,
            after,
            (seq, body) -> {
              int at = body.indexOf("\"call\":\"");
              if (at >= 0) {
                calls.add(body.substring(at + 8, body.indexOf('"', at + 8)));
              }
            });
    return calls;
  }

  @Test
  void readsTheRecordsOfAllSegmentsInTheirOrder() throws Exception {
    try (ChainedJournal journal = open()) {
      append(journal, 60);
      assertThat(Files.exists(temp.resolve(JournalDirectory.segmentName(3)))).isTrue();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        expected.add("call-" + i);
      }
      assertThat(calls(journal.records(), Instant.MIN, 0)).isEqualTo(expected);
    }
  }

  @Test
  void readsARecordThatWasNotInTheChainYet() throws Exception {
    try (ChainedJournal journal = open()) {
      Await.await(journal.append(Records.decided("last")));
      assertThat(calls(journal.records(), Instant.MIN, 0)).containsExactly("last");
    }
  }

  @Test
  void readsTheRecordsAfterALine() throws Exception {
    try (ChainedJournal journal = open()) {
      append(journal, 20);
      long seq = journal.records().lastSeq();
      append(journal, 3);
      assertThat(calls(journal.records(), Instant.MIN, seq))
          .containsExactly("call-20", "call-21", "call-22");
      assertThat(calls(journal.records(), Instant.MIN, journal.records().lastSeq())).isEmpty();
    }
  }

  @Test
  void leavesOutSegmentsThatEndedLongBefore() throws Exception {
    try (ChainedJournal journal = open()) {
      append(journal, 40);
      clock.advance(Duration.ofDays(30));
      append(journal, 40);
      List<String> recent = calls(journal.records(), clock.instant(), 0);
      assertThat(recent).doesNotContain("call-0", "call-10").contains("call-40", "call-79");
    }
  }

  @Test
  void statesThatTheRecordsGoBackToTheBeginning() throws Exception {
    try (ChainedJournal journal = open()) {
      append(journal, 40);
      assertThat(journal.records().read(Instant.MIN, 0, (seq, body) -> {}).completeSince())
          .isNull();
    }
  }

  @Test
  void statesSinceWhenRecordsExistIfEarlierOnesWereRemoved() throws Exception {
    JournalSettings keepLittle =
        new JournalSettings(
            Durability.PROCESS, 64 << 10, 365L * 86_400, Settings.SPOOL, false, 0, 64 << 10);
    try (ChainedJournal journal = ChainedJournal.open(temp, keepLittle, clock)) {
      append(journal, 40);
      clock.advance(Duration.ofHours(1));
      for (int n = 0;
          n < 10_000 && Files.exists(temp.resolve(JournalDirectory.segmentName(1)));
          n++) {
        append(journal, 1);
      }
      Instant since = journal.records().read(Instant.MIN, 0, (seq, body) -> {}).completeSince();
      assertThat(since).isNotNull().isAfterOrEqualTo(Records.TIME);
    }
  }

  @Test
  void refusesAChangedSegment() throws Exception {
    try (ChainedJournal journal = open()) {
      append(journal, 40);
      Path first = temp.resolve(JournalDirectory.segmentName(1));
      assertThat(first.toFile().setWritable(true)).isTrue();
      Files.writeString(first, Files.readString(first).replace("call-3", "call-X"));
      assertThatThrownBy(() -> calls(journal.records(), Instant.MIN, 0))
          .isInstanceOf(TamperedJournalException.class);
    }
  }

  @Test
  void statesThatRecordsBeforeAMissingSegmentAreMissing() throws Exception {
    try (ChainedJournal journal = open()) {
      append(journal, 60);
      Files.delete(temp.resolve(JournalDirectory.segmentName(2)));
      assertThat(journal.records().read(Instant.MIN, 0, (seq, body) -> {}).completeSince())
          .isEqualTo(Records.TIME);
    }
  }

  @Test
  void failsOnceTheJournalIsClosed() throws Exception {
    ChainedJournal journal = open();
    journal.close();
    assertThatThrownBy(() -> calls(journal.records(), Instant.MIN, 0))
        .isInstanceOf(IOException.class);
  }

  @Test
  void namesTheKeyOfTheJournal() throws Exception {
    String name;
    try (ChainedJournal journal = open()) {
      name = journal.records().journal();
    }
    try (ChainedJournal journal = open()) {
      assertThat(journal.records().journal()).isEqualTo(name).startsWith("sha256:");
    }
  }
}
