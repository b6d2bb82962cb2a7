// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.health.Health;
import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.journal.internal.segment.Retention;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.storage.FileSystem;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.LocalFileSystem;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.journal.verify.JournalReader;
import io.portcullis.journal.verify.JournalVerifier;
import io.portcullis.journal.verify.VerificationOptions;
import io.portcullis.journal.verify.VerificationResult;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.ManualClock;
import io.portcullis.testkit.SeededSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final int SEGMENT = 64 << 10;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int FIRST_STEPS = 10;
  private static final int ONE_STEP_IN = 8;

  @TempDir Path temp;
  private final SeededSample sample = SeededSample.configured();
  private final ManualClock clock = new ManualClock(Records.TIME);
  private int next;

  private Path folder() {
    return temp.resolve("journal");
  }

  private Path segment(long number) {
    return folder().resolve(JournalDirectory.segmentName(number));
  }

  private static JournalSettings keeping(long days, long bytes) {
    return new JournalSettings(
        Durability.PROCESS, SEGMENT, 365L * 86_400, Settings.SPOOL, false, days, bytes);
  }

  private ChainedJournal open(long days, long bytes, FileSystem disk) throws IOException {
    return new JournalRecovery(folder(), keeping(days, bytes), clock, disk).open();
  }

  private ChainedJournal open(long days, long bytes) throws IOException {
    return open(days, bytes, new LocalFileSystem());
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
                  Records.TIME,
                  1,
                  List.of())));
      Await.await(journal.flush());
    }
  }

  /** Looks again after each pass of the writer: the segments are read by another thread. */
  private void awaitGone(ChainedJournal journal, long number) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (Files.exists(segment(number)) && System.nanoTime() < end) {
      Await.await(journal.flush());
    }
    assertThat(segment(number)).doesNotExist();
  }

  private VerificationResult verify() throws IOException {
    return new JournalVerifier(VerificationOptions.STRICT).verify(folder());
  }

  private List<JournalRecord> records(String kind) throws Exception {
    List<JournalRecord> found = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder())) {
      for (JournalRecord r = reader.next(); r != null; r = reader.next()) {
        if (r.kind().equals(kind)) {
          found.add(r);
        }
      }
    }
    return found;
  }

  @Test
  void removesNothingByDefault() throws IOException {
    try (ChainedJournal journal = open(0, 0)) {
      append(journal, 70);
      clock.advance(Duration.ofDays(20_000));
      append(journal, 20);
    }
    assertThat(segment(1)).exists();
    assertThat(verify().faults()).isEmpty();
    assertThat(verify().removedSegments()).isZero();
  }

  @Test
  void removesTheOldestOnRecordWhileTheJournalIsTooLarge() throws Exception {
    try (ChainedJournal journal = open(0, 3 * SEGMENT)) {
      append(journal, 100);
      awaitGone(journal, 3);
      assertThat(verify().faults()).isEmpty();
    }
    VerificationResult result = verify();
    assertThat(result.faults()).isEmpty();
    assertThat(result.removedSegments()).isGreaterThanOrEqualTo(3);
    JournalRecord last = records("removed").get(records("removed").size() - 1);
    assertThat(last.whole("lastSegment")).isEqualTo(result.removedSegments());
    assertThat(last.whole("lastSeq")).isEqualTo(result.firstSeq() - 1);
    assertThat(last.text("lastHash")).isEqualTo(result.previous());
    assertThat(last.text("reason")).isEqualTo("keepBytes = 196608");
    assertThat(segment(result.removedSegments() + 1)).exists();
  }

  @Test
  void goesOnFromTheFirstKeptSegmentAfterARestart() throws IOException {
    for (int run = 0; run < 4; run++) {
      try (ChainedJournal journal = open(0, 2 * SEGMENT)) {
        append(journal, 40);
        awaitGone(journal, run + 1);
      }
      assertThat(verify().faults()).isEmpty();
    }
    assertThat(verify().removedSegments()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void removesByAgeOfTheSealAndKeepsTheOpenSegment() throws IOException {
    try (ChainedJournal journal = open(30, 0)) {
      append(journal, 40);
      clock.advance(Duration.ofDays(29));
      append(journal, 16);
      assertThat(segment(1)).exists();
      clock.advance(Duration.ofDays(2));
      append(journal, 16);
      awaitGone(journal, 2);
      assertThat(segment(3)).exists(); // sealed two days ago
    }
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void removesASegmentAsSoonAsItsSealHasTheAge() throws IOException {
    try (ChainedJournal journal = open(30, 0)) {
      append(journal, 20);
      clock.advance(Duration.ofDays(30).minusNanos(1));
      append(journal, 16);
      assertThat(segment(1)).exists();
      clock.advance(Duration.ofNanos(1));
      append(journal, 16);
      awaitGone(journal, 1);
      assertThat(segment(2)).exists(); // sealed a nanosecond ago
    }
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void countsTheOpenSegmentToo() throws IOException {
    int calls = 2 * 16 + 4;
    try (ChainedJournal journal = open(0, 0)) {
      append(journal, calls);
    }
    long sealed = Files.size(segment(1)) + Files.size(segment(2));
    assertThat(segment(3)).exists();
    RecoveryTest.delete(folder());
    next = 0;
    try (ChainedJournal journal = open(0, sealed)) { // the same calls make the same sizes
      append(journal, calls);
      awaitGone(journal, 1);
    }
    assertThat(segment(4)).doesNotExist();
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void removesAFewAtATimeForAClockThatIsFarAhead() throws Exception {
    try (ChainedJournal journal = open(30, 0)) {
      append(journal, 16 * (Retention.MAX_AT_ONCE + 6));
      clock.advance(Duration.ofDays(20_000));
      append(journal, 16);
      awaitGone(journal, Retention.MAX_AT_ONCE);
    }
    assertThat(records("removed"))
        .isNotEmpty()
        .allSatisfy(
            record ->
                assertThat(record.whole("lastSegment") - record.whole("firstSegment"))
                    .isLessThan(Retention.MAX_AT_ONCE));
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void aSegmentThatWasRemovedByHandIsStillMissed() throws IOException {
    try (ChainedJournal journal = open(0, 3 * SEGMENT)) {
      append(journal, 100);
      awaitGone(journal, 2);
    }
    long first = verify().removedSegments() + 1;
    Files.delete(segment(first));
    assertThat(verify().faults())
        .extracting(JournalFault::message)
        .first()
        .asString()
        .startsWith("segment " + first + " is missing, and so are the records with seq ");
    assertThatThrownBy(() -> open(0, 3 * SEGMENT))
        .isInstanceOf(TamperedJournalException.class)
        .hasMessageContaining(JournalDirectory.segmentName(first) + " is missing");
  }

  @Test
  void aChangedSegmentIsNotRemovedAndStopsTheJournal() throws IOException {
    try (ChainedJournal journal = open(0, 0)) {
      append(journal, 60);
    }
    ChainedJournal journal = open(0, 2 * SEGMENT);
    byte[] bytes = Files.readAllBytes(segment(1));
    bytes[3_000] = 'x';
    Files.delete(segment(1));
    Files.write(segment(1), bytes);
    assertThatThrownBy(() -> append(journal, 1_000_000)).isInstanceOf(CompletionException.class);
    assertThat(journal.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(journal.health().detail()).contains("journal-0000000001.jsonl, line 2");
    journal.close();
    assertThat(segment(1)).exists();
  }

  /** Opens a copy of the folder before some steps, as after a kill at that moment. */
  private final class KillingDisk extends TestDisk {
    private int steps;
    private int kills;
    private volatile boolean everyStep;
    private long removed;
    private Throwable failed;

    @Override
    void step() throws IOException {
      super.step();
      if (!sample.includes(steps++, FIRST_STEPS, ONE_STEP_IN) && !everyStep) {
        return;
      }
      Path copy = temp.resolve("kill-" + kills++);
      RecoveryTest.copy(folder(), copy);
      try {
        new JournalRecovery(copy, keeping(0, 2 * SEGMENT), clock, new LocalFileSystem())
            .open()
            .close();
        VerificationResult result = new JournalVerifier(VerificationOptions.STRICT).verify(copy);
        assertThat(result.faults()).isEmpty();
        removed = Math.max(removed, result.removedSegments());
      } catch (IOException | RuntimeException | AssertionError e) {
        failed = failed == null ? new AssertionError("kill " + kills, e) : failed;
      }
      RecoveryTest.delete(copy);
    }

    @Override
    public void deleteIfExists(Path path) throws IOException {
      everyStep = path.toString().endsWith("jsonl"); // a segment is removed
      super.deleteIfExists(path);
      everyStep = false;
    }
  }

  @Test
  void journalIsConsistentAfterAKillAtAnyStep() throws Throwable {
    try (ChainedJournal journal = open(0, 0)) {
      append(journal, 50);
    }
    KillingDisk disk = new KillingDisk();
    try (ChainedJournal journal = open(0, 2 * SEGMENT, disk)) {
      append(journal, 17);
      awaitGone(journal, 2);
    }
    if (disk.failed != null) {
      throw disk.failed;
    }
    assertThat(disk.removed).isGreaterThanOrEqualTo(2);
    assertThat(disk.steps).isGreaterThan(20);
    assertThat(disk.kills).isGreaterThan(10);
  }

  @Test
  void deletesAtTheStartWhatIsRecordedAsRemoved() throws IOException {
    try (ChainedJournal journal = open(0, 3 * SEGMENT)) {
      append(journal, 30);
      Path kept = temp.resolve("kept");
      Files.copy(segment(1), kept);
      append(journal, 70);
      awaitGone(journal, 1);
      Files.copy(kept, segment(1));
    }
    open(0, 3 * SEGMENT).close();
    assertThat(segment(1)).doesNotExist();
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void triesAgainToDeleteWhatCouldNotBeDeleted() throws IOException {
    TestDisk disk =
        new TestDisk() {
          private int failures = 3;

          @Override
          public void deleteIfExists(Path path) throws IOException {
            if (path.toString().endsWith("jsonl") && failures-- > 0) {
              throw new IOException("busy");
            }
            super.deleteIfExists(path);
          }
        };
    try (ChainedJournal journal = open(0, 3 * SEGMENT, disk)) {
      append(journal, 70); // no call is denied for it
      awaitGone(journal, 1);
    }
    assertThat(segment(1)).doesNotExist();
    assertThat(verify().faults()).isEmpty();
  }
}
