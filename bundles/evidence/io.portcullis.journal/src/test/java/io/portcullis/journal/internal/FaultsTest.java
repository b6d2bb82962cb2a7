// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.health.Health;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.spool.Spool;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.journal.internal.storage.LocalFileSystem;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.ManualClock;
import io.portcullis.testkit.SeededSample;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {
  @TempDir Path folder;
  private final SeededSample sample = SeededSample.configured();
  private final ManualClock clock = new ManualClock(Records.TIME);
  private final TestDisk disk = new TestDisk();
  private ChainedJournal journal;

  private void open(JournalSettings settings) throws IOException {
    journal = new JournalRecovery(folder, settings, clock, disk).open();
  }

  @AfterEach
  void close() {
    disk.free();
    disk.letGo();
    if (journal != null) {
      journal.close();
    }
  }

  private CompletableFuture<Void> append(String id) {
    return journal.append(Records.decided(id)).toCompletableFuture();
  }

  private void flush() {
    Await.await(journal.flush());
  }

  /** Waits until the writer has noticed that it cannot write. */
  private void awaitFailure() {
    CompletableFuture<Void> flush = journal.flush().toCompletableFuture();
    assertThatThrownBy(() -> Await.await(flush)).isInstanceOf(CompletionException.class);
  }

  /** Asks again until the writer has got through: each flush fails while it is failing. */
  private void awaitRecovery() {
    for (int i = 0; i < 1_000_000; i++) {
      CompletableFuture<Void> flush = journal.flush().toCompletableFuture();
      try {
        Await.await(flush);
        return;
      } catch (CompletionException e) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("it did not recover");
  }

  private void assertFails(CompletableFuture<Void> future, String reason) {
    assertThatThrownBy(() -> Await.await(future))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(JournalException.class)
        .hasMessageContaining(reason);
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(n -> "call-" + n).toList();
  }

  @Nested
  class WithAFullDisk {
    @ParameterizedTest
    @EnumSource(Durability.class)
    void deniesWithTheReasonAndChainsEverythingOnceThereIsRoom(Durability durability)
        throws IOException {
      open(Settings.with(durability));
      Await.await(append("call-0"));
      flush();
      disk.fill(100); // within a line
      append("call-1");
      awaitFailure();
      assertFails(append("call-2"), "no space left on device");
      assertFails(append("call-3"), "no space left on device");
      assertThat(journal.health().level()).isEqualTo(Health.Level.CRITICAL);
      assertThat(journal.health().detail()).contains("no space left on device");
      disk.free();
      awaitRecovery();
      Await.await(append("call-4"));
      flush();
      assertThat(journal.health().level()).isEqualTo(Health.Level.OK);
      assertThat(Chained.verified(folder).calls()).isEqualTo(ids(5));
    }

    @Test
    void writesNoHoleAndNoDuplicateWhereverItFills() throws IOException {
      open(Settings.segmentBytes(64 << 10));
      int next = 0;
      for (int room = 0; room < 3_000; room += 211) {
        disk.fill(room);
        for (int i = 0; i < 20; i++) {
          append("call-" + next++);
        }
        awaitFailure();
        disk.free();
        awaitRecovery();
      }
      assertThat(Chained.verified(folder).calls()).isEqualTo(ids(next));
    }

    @Test
    void survivesItWhileASegmentIsChanged() throws IOException {
      open(Settings.segmentBytes(64 << 10));
      int next = 0;
      for (int i = 0; i < 110; i++) {
        append("call-" + next++);
      }
      flush();
      for (int room = 0; room < 40_000; room += 1_999) { // some of them end within the next segment
        disk.fill(room);
        for (int i = 0; i < 40; i++) {
          append("call-" + next++);
        }
        try {
          flush();
        } catch (CompletionException e) {
          disk.free();
          awaitRecovery();
        }
      }
      Chained chained = Chained.verified(folder);
      assertThat(chained.calls()).isEqualTo(ids(next));
      assertThat(chained.segments()).isGreaterThan(3);
    }

    @Test
    void leavesTheRestInTheSpoolIfItIsClosedNow() throws IOException {
      open(Settings.small());
      disk.fill();
      append("call-0");
      awaitFailure();
      append("call-1");
      journal.close();
      disk.free();
      open(Settings.small());
      assertThat(Chained.verified(folder).calls()).isEqualTo(ids(2));
    }

    @Test
    void journalDoesNotOpenOnAFullDisk() throws IOException {
      disk.fill(200_000);
      assertThatThrownBy(() -> open(Settings.small())).isInstanceOf(IOException.class);
      disk.free();
      open(Settings.small()); // and what the attempt left does not refuse the next one
      Await.await(append("call-0"));
      flush();
      assertThat(Chained.verified(folder).calls()).isEqualTo(ids(1));
    }
  }

  @Nested
  class WhenFilesAreTouched {
    private Path segment(int number) {
      return folder.resolve(JournalDirectory.segmentName(number));
    }

    @Test
    void goesOnInANewSegmentAndSaysWhatIsGone() throws IOException {
      open(Settings.small());
      Await.await(append("call-0"));
      Await.await(append("call-1"));
      flush();
      String lost = Chained.verified(folder).last().hash();
      Files.delete(segment(1));
      append("call-2");
      awaitFailure();
      awaitRecovery();
      Await.await(append("call-3"));
      flush();
      Chained chained = Chained.read(folder, false);
      assertThat(chained.calls()).containsExactly("call-2", "call-3");
      Chained.Line first = chained.lines().get(0);
      assertThat(first.text("previous")).isEqualTo(lost);
      assertThat(first.seq()).isEqualTo(4);
      assertThat(first.segment()).isEqualTo(2);
      Chained.Line gap = chained.of("gap").get(0);
      assertThat(gap.number("lost")).isEqualTo(3);
      assertThat(gap.text("reason")).contains("removed or replaced");
      journal.close();
      assertThatThrownBy(() -> open(Settings.small()))
          .isInstanceOf(TamperedJournalException.class)
          .hasMessageContainingAll("journal-0000000001.jsonl is missing", "move the folder away");
    }

    @Test
    void writesTheMarkAnewWithinASecondIfItIsGone() throws IOException {
      open(Settings.small());
      Await.await(append("call-0"));
      Files.delete(folder.resolve("mark"));
      for (int i = 1; !Files.exists(folder.resolve("mark")); i++) {
        Await.await(append("call-" + i));
        flush();
      }
      Await.await(append("last"));
      journal.close();
      open(Settings.small());
      assertThat(Chained.verified(folder).calls()).endsWith("last");
    }

    @Test
    void noticesAReplacedSegmentWithoutTouchingTheOther() throws IOException {
      open(Settings.small());
      Await.await(append("call-0"));
      flush();
      Path other = folder.resolve("other");
      Files.copy(segment(1), other);
      byte[] before = Files.readAllBytes(other);
      Files.move(other, segment(1), StandardCopyOption.ATOMIC_MOVE);
      append("call-1");
      awaitFailure();
      awaitRecovery();
      assertThat(Files.readAllBytes(segment(1))).isEqualTo(before);
      assertThat(Chained.read(folder, true).calls()).isEqualTo(ids(2));
    }

    @Test
    void stopsWhereSomebodyElseWrote() throws IOException {
      open(Settings.small());
      Await.await(append("call-0"));
      flush();
      Files.writeString(segment(1), "{}\n", java.nio.file.StandardOpenOption.APPEND);
      append("call-1");
      awaitFailure();
      assertFails(append("call-2"), "changed by another program");
      assertThat(journal.health().level()).isEqualTo(Health.Level.CRITICAL);
    }

    @Test
    void stopsWhereSomebodyElseCut() throws IOException {
      open(Settings.small());
      Await.await(append("call-0"));
      flush();
      try (RandomAccessFile file = new RandomAccessFile(segment(1).toFile(), "rw")) {
        file.setLength(10);
      }
      append("call-1");
      awaitFailure();
      assertFails(append("call-2"), "changed by another program");
    }

    @Test
    void noticesWithinASecondThatTheLockIsGone() throws IOException {
      open(Settings.small());
      Files.delete(folder.resolve("lock"));
      assertFails(firstFailure(), "the lock was lost");
    }

    @Test
    void noticesWithinASecondThatTheSpoolIsGoneAndChainsWhatWasInIt() throws IOException {
      open(Settings.small());
      append("call-0");
      Files.delete(folder.resolve("spool"));
      assertFails(firstFailure(), "the spool was removed or replaced");
      journal.close();
      Chained chained = Chained.verified(folder);
      assertThat(chained.calls()).contains("call-0");
      open(Settings.small());
      assertThat(Chained.verified(folder).of("recovered").get(0).text("reason"))
          .isEqualTo("the spool was missing");
    }

    /** Appends until one fails, each after the last was chained. */
    private CompletableFuture<Void> firstFailure() {
      for (int i = 1; i < 1_000_000; i++) {
        CompletableFuture<Void> kept = append("call-" + i);
        if (kept.isCompletedExceptionally()) {
          return kept;
        }
        try {
          flush();
        } catch (CompletionException e) {
          continue; // the next append says why
        }
      }
      throw new AssertionError("nobody noticed");
    }

    @Test
    void failsAppendsOnceTheSpoolWasCutAndDoesNotEndTheCaller() throws IOException {
      open(Settings.small());
      Await.await(append("call-0"));
      flush();
      try (RandomAccessFile spool = new RandomAccessFile(folder.resolve("spool").toFile(), "rw")) {
        spool.setLength(0);
      }
      assertFails(append("call-1"), "the spool was cut");
      assertFails(append("call-2"), "the spool was cut");
      assertThat(journal.health().level()).isEqualTo(Health.Level.CRITICAL);
      journal.close();
      Chained chained = Chained.verified(folder);
      assertThat(chained.calls()).isEqualTo(ids(1));
      assertThat(chained.of("gap").stream().mapToLong(gap -> gap.number("lost")).sum())
          .isEqualTo(2);
      open(Settings.small());
      assertThat(Chained.verified(folder).of("recovered").get(0).text("reason"))
          .isEqualTo("the spool was damaged");
    }

    @Test
    void chainsNothingThatSomebodyWroteIntoTheSpool() throws IOException {
      open(Settings.small());
      long before = spoolAfter("call-0");
      long position = spoolAfter("call-1");
      disk.hold();
      append("call-2");
      disk.awaitHeld(); // whatever it has read by now, it reads no more
      append("call-3");
      try (RandomAccessFile spool = new RandomAccessFile(folder.resolve("spool").toFile(), "rw")) {
        spool.seek(4_096 + position + (position - before) + 30); // within the last
        spool.write('X');
      }
      disk.letGo();
      CompletableFuture<Void> failed = firstFailure();
      assertThat(failed).isCompletedExceptionally();
      journal.close();
      Chained chained = Chained.verified(folder);
      assertThat(chained.lines().toString()).doesNotContain("X\"");
      assertThat(chained.calls()).doesNotContain("call-3");
      long lost = chained.of("gap").stream().mapToLong(gap -> gap.number("lost")).sum();
      assertThat(lost + chained.calls().size()).isGreaterThanOrEqualTo(4);
    }

    private long spoolAfter(String id) throws IOException {
      Await.await(append(id));
      flush();
      return Chained.verified(folder).last().spool();
    }
  }

  @Nested
  class WhenItDoesNotKeepUp {
    private static final int LARGE = 200_000;

    /** Holds the writer and fills the spool; gives how many records found room. */
    private int fillSpool() throws IOException {
      open(Settings.keeping());
      Await.await(append("call-0"));
      flush();
      disk.hold();
      int next = 1;
      while (large("call-" + next).isDone()) {
        next++;
      }
      return next; // this one waits
    }

    private CompletableFuture<Void> large(String id) {
      String arguments = "\"" + "a".repeat(LARGE) + "\"";
      return journal.append(Records.decided(Records.call(id, arguments))).toCompletableFuture();
    }

    @Test
    void makesCallersWaitForRoomAndKeepsTheirOrder() throws IOException {
      int next = fillSpool() + 1;
      List<CompletableFuture<Void>> waiting = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        waiting.add(append("call-" + next++)); // small ones would fit, and may not overtake
      }
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      disk.letGo();
      waiting.forEach(Await::await);
      flush();
      Chained chained = Chained.verified(folder);
      assertThat(chained.calls()).isEqualTo(ids(next));
      assertThat(chained.of("gap")).isEmpty();
    }

    @Test
    void warnsOfIt() throws IOException {
      fillSpool();
      assertThat(journal.health().level()).isEqualTo(Health.Level.WARN);
    }

    @Test
    void aCallThatIsCancelledGivesUpItsPlaceAndIsCounted() throws IOException {
      int next = fillSpool() + 1;
      CompletableFuture<Void> first = append("call-" + next++);
      CompletableFuture<Void> cancelled = append("cancelled");
      CompletableFuture<Void> last = append("call-" + next++);
      assertThat(cancelled.cancel(false)).isTrue();
      assertThat(cancelled.cancel(false)).isTrue(); // twice is once
      disk.letGo();
      Await.await(first);
      Await.await(last);
      flush();
      Chained chained = Chained.verified(folder);
      assertThat(chained.calls()).isEqualTo(ids(next));
      assertThat(chained.of("gap")).hasSize(1);
      assertThat(chained.of("gap").get(0).number("lost")).isEqualTo(1);
      assertThat(chained.of("gap").get(0).text("reason")).contains("did not wait");
    }

    @Test
    void failsAtOnceAndCountsWhenTheQueueIsFullToo() throws IOException {
      int next = fillSpool() + 1;
      int lost = 0;
      for (int i = 0; i < Spool.MAX_QUEUED + 10; i++) {
        CompletableFuture<Void> kept = append("call-" + next);
        if (kept.isCompletedExceptionally()) {
          assertFails(kept, "does not keep up");
          lost++;
        } else {
          next++;
        }
      }
      assertThat(lost).isGreaterThan(9);
      assertThat(journal.health().detail()).contains("records lost since the start: " + lost);
      disk.letGo();
      flush();
      Chained chained = Chained.verified(folder);
      assertThat(chained.calls()).isEqualTo(ids(next));
      assertThat(chained.of("gap")).hasSize(1);
      assertThat(chained.of("gap").get(0).number("lost")).isEqualTo(lost);
      assertThat(journal.health().level()).isEqualTo(Health.Level.WARN);
    }

    @Test
    void aKillForgetsNoLoss() throws IOException {
      fillSpool();
      CompletableFuture<Void> cancelled = append("cancelled");
      cancelled.cancel(false);
      Path killed = Files.createDirectory(folder.resolve("killed"));
      for (String name :
          List.of("key", "key.pub", "mark", "spool", "head.json", "journal-0000000001.jsonl")) {
        Files.copy(folder.resolve(name), killed.resolve(name));
      }
      for (int i = 0; i < 2; i++) { // it is reported once
        new JournalRecovery(killed, Settings.keeping(), clock, new LocalFileSystem())
            .open()
            .close();
        Chained chained = Chained.verified(killed);
        assertThat(chained.of("gap")).hasSize(1);
        assertThat(chained.of("gap").get(0).number("lost")).isEqualTo(1);
      }
    }

    @Test
    void tellsThoseWhoWaitWhenTheDiskFails() throws IOException {
      fillSpool();
      CompletableFuture<Void> waiting = append("waits");
      disk.fill();
      disk.letGo();
      assertFails(waiting, "no space left on device");
      disk.free();
      awaitRecovery();
      // The call was denied; its record is kept.
      assertThat(Chained.verified(folder).calls()).contains("waits");
    }

    @Test
    void closingChainsThoseWhoWaitToo() throws IOException {
      fillSpool();
      CompletableFuture<Void> waiting = append("waits");
      disk.letGo();
      journal.close();
      Await.await(waiting);
      assertThat(Chained.verified(folder).calls()).contains("waits");
    }
  }

  @Nested
  class WhatHangsOnAFuture {
    @Test
    void callbackOfAFutureDoesNotRunInTheWriterAndDelaysNoOther() throws IOException {
      open(Settings.with(Durability.DISK));
      CountDownLatch stuck = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(1);
      disk.hold();
      CompletableFuture<Void> tool =
          append("call-0")
              .thenRun(
                  () -> {
                    begun.countDown();
                    Await.await(stuck);
                  });
      CompletableFuture<Void> other = append("call-1");
      disk.letGo();
      Await.await(begun);
      Await.await(other);
      Await.await(append("call-2"));
      assertThat(tool).isNotDone();
      stuck.countDown();
      Await.await(tool);
    }

    @Test
    void callbackOfAFutureMayAppend() throws IOException {
      open(Settings.with(Durability.DISK));
      Await.await(append("call-0").thenCompose(nothing -> append("call-1")));
      flush();
      assertThat(Chained.verified(folder).calls()).isEqualTo(ids(2));
    }
  }

  @Nested
  class Rotation {
    @Test
    void sealsBySizeAndNumbersThroughAllSegments() throws IOException {
      open(Settings.segmentBytes(64 << 10));
      for (int i = 0; i < 500; i++) {
        append("call-" + i);
        if (i % 50 == 0) {
          flush();
        }
      }
      flush();
      Chained chained = Chained.verified(folder);
      assertThat(chained.calls()).isEqualTo(ids(500));
      assertThat(chained.segments()).isGreaterThan(3);
      assertThat(chained.of("sealed")).hasSizeGreaterThanOrEqualTo(3);
      assertThat(Files.getPosixFilePermissions(folder.resolve(JournalDirectory.segmentName(1))))
          .containsExactly(java.nio.file.attribute.PosixFilePermission.OWNER_READ);
    }

    @Test
    void sealsByAgeOnlyWhatHasRecords() throws IOException {
      open(Settings.small());
      clock.advance(Duration.ofDays(2));
      flush();
      assertThat(Chained.verified(folder).segments()).isEqualTo(1);
      Await.await(append("call-0"));
      flush();
      Await.await(append("call-1"));
      flush();
      Chained chained = Chained.verified(folder);
      assertThat(chained.of("sealed")).hasSize(1);
      assertThat(chained.calls()).isEqualTo(ids(2));
    }

    @Test
    void doesNotSealWhenTheClockGoesBack() throws IOException {
      open(Settings.small());
      clock.advance(Duration.ofDays(-2));
      Await.await(append("call-0"));
      flush();
      assertThat(Chained.verified(folder).of("sealed")).isEmpty();
    }

    @Test
    void goesOnAfterARestartBehindASeal() throws IOException {
      open(Settings.small());
      Await.await(append("call-0"));
      flush();
      clock.advance(Duration.ofDays(2));
      journal.close(); // seals on the way out
      open(Settings.small());
      Await.await(append("call-1"));
      flush();
      Chained chained = Chained.verified(folder);
      assertThat(chained.calls()).isEqualTo(ids(2));
      assertThat(chained.segments()).isEqualTo(2);
    }
  }

  @Nested
  class Closed {
    @Test
    void takesNoMore() throws IOException {
      open(Settings.small());
      Await.await(append("call-0"));
      journal.close();
      assertFails(append("call-1"), "closed");
      assertFails(
          journal
              .append(new GovernanceEvent("e", Records.TIME, AgentIdentity.UNKNOWN, Map.of()))
              .toCompletableFuture(),
          "closed");
      assertFails(journal.flush().toCompletableFuture(), "closed");
      assertThat(journal.health().level()).isEqualTo(Health.Level.CRITICAL);
      journal.close();
      assertThat(Chained.verified(folder).calls()).isEqualTo(ids(1));
    }

    @Test
    void leavesTheInterruptOfWhoClosed() throws IOException {
      open(Settings.small());
      append("call-0");
      Thread.currentThread().interrupt();
      journal.close();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(Chained.verified(folder).calls()).isEqualTo(ids(1));
    }

    @Test
    void givesWayToTheNextOneOfTheSameProcess() throws IOException {
      for (int i = 0; i < 5; i++) {
        open(Settings.small());
        Await.await(append("call-" + i));
        journal.close();
      }
      assertThat(Chained.verified(folder).calls()).isEqualTo(ids(5));
    }
  }

  @Test
  void keepsEventsBesideRecords() throws IOException {
    open(Settings.small());
    Await.await(
        journal.append(
            new GovernanceEvent(
                "operator_paused", Records.TIME, AgentIdentity.of("a"), Map.of("who", "alice"))));
    Await.await(
        journal.append(
            Records.ended(
                "c", io.portcullis.api.ToolOutcome.Kind.COMPLETED, Verdict.Deny.fault("x"))));
    flush();
    Chained chained = Chained.verified(folder);
    assertThat(chained.of("event").get(0).text("who")).isEqualTo("alice");
    assertThat(chained.of("ended")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void keepsTheRecordsOfManyThreads(Durability durability) throws IOException {
    open(new JournalSettings(durability, 4 << 20, 86_400, 1 << 20, false));
    int threads = 8;
    int each = durability == Durability.DISK ? sample.times(500, 100) : sample.times(20_000, 2_000);
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      CompletableFuture<Void> done = new CompletableFuture<>();
      running.add(done);
      new Thread(
              () -> {
                try {
                  for (int i = 0; i < each; i++) {
                    Await.await(append(thread + "-" + i));
                  }
                  done.complete(null);
                } catch (RuntimeException e) {
                  done.completeExceptionally(e);
                }
              })
          .start();
    }
    running.forEach(Await::await);
    flush();
    Chained chained = Chained.readFast(folder);
    assertThat(chained.of("gap")).isEmpty();
    List<String> calls = chained.calls();
    assertThat(calls).hasSize(threads * each).doesNotHaveDuplicates();
    int[] next = new int[threads];
    for (String id : calls) { // each thread's own order is kept
      String[] parts = id.split("-");
      assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
    }
  }
}
