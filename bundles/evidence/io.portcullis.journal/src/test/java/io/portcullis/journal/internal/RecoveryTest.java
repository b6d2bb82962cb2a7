// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.storage.FileSystem;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.journal.internal.storage.LocalFileSystem;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.ManualClock;
import io.portcullis.testkit.SeededSample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
  private static final int FIRST_STEPS = 15;
  private static final int ROTATION_STEPS = 12;
  private static final int ONE_STEP_IN = 20;

  @TempDir Path temp;
  private final SeededSample sample = SeededSample.configured();
  private final ManualClock clock = new ManualClock(Records.TIME);

  private Path folder() {
    return temp.resolve("journal");
  }

  private ChainedJournal open(Path folder, JournalSettings settings, FileSystem disk)
      throws IOException {
    return new JournalRecovery(folder, settings, clock, disk).open();
  }

  private ChainedJournal open() throws IOException {
    return open(folder(), Settings.small(), new LocalFileSystem());
  }

  static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals("lock")) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Recovers from a copy of the folder before some steps, as after a kill at that moment. */
  private final class KillingDisk extends TestDisk {
    private final Path folder;
    private final JournalSettings settings;
    private final List<String> confirmed = new ArrayList<>();
    private int steps;
    private volatile int everyStepUntil = FIRST_STEPS;
    private Throwable failed;

    KillingDisk(Path folder, JournalSettings settings) {
      this.folder = folder;
      this.settings = settings;
    }

    /** Recovers before every step from now on. */
    void tryEveryStep() {
      everyStepUntil = Integer.MAX_VALUE;
    }

    synchronized void confirm(String id) {
      confirmed.add(id);
    }

    @Override
    void step() throws IOException {
      super.step();
      List<String> sure;
      synchronized (this) {
        sure = List.copyOf(confirmed);
      }
      int step = steps++;
      if (!sample.includes(step, everyStepUntil, ONE_STEP_IN)) {
        return;
      }
      Path copy = temp.resolve("kill-" + step);
      copy(folder, copy);
      try {
        recover(copy, sure);
        recover(copy, sure); // and once more, from what the recovery has left
      } catch (IOException | RuntimeException | AssertionError e) {
        failed = failed == null ? new AssertionError("kill at step " + step, e) : failed;
      }
      delete(copy);
    }

    @Override
    public void makeReadOnly(Path path) throws IOException {
      everyStepUntil = Math.max(everyStepUntil, steps + ROTATION_STEPS);
      super.makeReadOnly(path);
    }

    private void recover(Path copy, List<String> sure) throws IOException {
      RecoveryTest.this.open(copy, settings, new LocalFileSystem()).close();
      List<String> calls = Chained.verified(copy).calls();
      assertThat(calls).containsAll(sure);
      assertThat(new HashSet<>(calls)).hasSameSizeAs(calls);
      assertThat(calls).isSubsetOf(IntStream.range(0, 200).mapToObj(n -> "call-" + n).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "disk"})
  void losesNothingAndRepeatsNothingWhereverItIsKilled(String word) throws Throwable {
    Durability durability = Durability.parse(word).orElseThrow();
    JournalSettings settings = new JournalSettings(durability, 64 << 10, 86_400, 1 << 20, false);
    Files.createDirectories(folder());
    KillingDisk disk = new KillingDisk(folder(), settings);
    ChainedJournal journal = open(folder(), settings, disk);
    for (int burst = 0; burst < 6; burst++) {
      List<CompletionStage<Void>> kept = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String id = "call-" + (8 * burst + i);
        kept.add(journal.append(longRecord(id)).thenRun(() -> disk.confirm(id)));
      }
      kept.forEach(Await::await);
      Await.await(journal.flush());
    }
    disk.tryEveryStep();
    journal.close();
    if (disk.failed != null) {
      throw disk.failed;
    }
    assertThat(Chained.verified(folder()).calls()).hasSize(48);
    assertThat(Chained.read(folder(), true).segments()).isGreaterThan(1);
    assertThat(disk.steps).isGreaterThan(30);
  }

  /** Few of these make a segment. */
  private static CallRecord longRecord(String id) {
    return Records.decided(
        Records.call(id, "{}"),
        EnforcementMode.ENFORCE,
        Verdict.Deny.fault("r".repeat(4_000)),
        Records.TIME,
        1,
        List.of());
  }

  @Test
  void aKillDuringTheRecoveryItselfLosesNothing() throws Throwable {
    Path killed = unchained();
    KillingDisk disk = new KillingDisk(killed, Settings.small());
    disk.tryEveryStep();
    IntStream.range(0, 50).forEach(i -> disk.confirm("call-" + i));
    open(killed, Settings.small(), disk).close();
    if (disk.failed != null) {
      throw disk.failed;
    }
    assertThat(Chained.verified(killed).calls()).hasSize(50);
  }

  /** A copy of a journal with 50 confirmed records in the spool, none of them chained. */
  private Path unchained() throws IOException {
    Path killed = temp.resolve("killed");
    TestDisk held = new TestDisk();
    ChainedJournal journal = open(folder(), Settings.small(), held);
    held.hold();
    for (int i = 0; i < 50; i++) {
      Await.await(journal.append(Records.decided("call-" + i)));
    }
    copy(folder(), killed);
    held.letGo();
    journal.close();
    return killed;
  }

  @Test
  void chainsWhatIsInTheSpoolAndSaysSo() throws IOException {
    Path killed = unchained();
    long before = Chained.read(killed, true).of("decided").size();
    open(killed, Settings.small(), new LocalFileSystem()).close();
    Chained chained = Chained.verified(killed);
    assertThat(chained.calls()).hasSize(50);
    Chained.Line recovered = chained.of("recovered").get(0);
    assertThat(recovered.number("chained")).isEqualTo(50 - before);
    assertThat(recovered.number("cutBytes")).isZero();
    assertThat(recovered.number("torn")).isZero();
  }

  @Test
  void chainsItToAnotherSizeOfSpoolOrAnotherDurability() throws IOException {
    Path killed = unchained();
    Path other = temp.resolve("other");
    copy(killed, other);
    JournalSettings larger = new JournalSettings(Durability.DISK, 1 << 20, 60, 2 << 20, false);
    open(killed, larger, new LocalFileSystem()).close();
    assertThat(Chained.verified(killed).calls()).hasSize(50);
    assertThat(Files.size(killed.resolve("spool"))).isEqualTo(4_096 + (2 << 20));
    open(other, Settings.with(Durability.NONE), new LocalFileSystem()).close();
    open(other, Settings.small(), new LocalFileSystem()).close();
    assertThat(Chained.verified(other).calls()).hasSize(50);
  }

  @Test
  void startsWithoutAWordWhereNothingWasLeftOver() throws IOException {
    for (int i = 0; i < 3; i++) {
      ChainedJournal journal = open();
      Await.await(journal.append(Records.decided("call-" + i)));
      journal.close();
    }
    Chained chained = Chained.verified(folder());
    assertThat(chained.calls()).containsExactly("call-0", "call-1", "call-2");
    assertThat(chained.lines()).hasSize(4);
  }

  @Test
  void cutsATornLineVisibly() throws IOException {
    journalOf(5);
    Files.writeString(segment(1), "{\"body\":{\"kind\"", StandardOpenOption.APPEND);
    open().close();
    Chained chained = Chained.verified(folder());
    assertThat(chained.calls()).hasSize(5);
    assertThat(chained.of("recovered").get(0).number("cutBytes")).isEqualTo(15);
  }

  @Test
  void countsARecordThatWasBegunInTheSpoolAndDoesNotMeetItAgain() throws IOException {
    journalOf(5);
    long position = Chained.verified(folder()).last().spool();
    try (var spool = Files.newByteChannel(folder().resolve("spool"), StandardOpenOption.WRITE)) {
      spool.position(4_096 + position + 4);
      spool.write(
          java.nio.ByteBuffer.allocate(4)
              .order(java.nio.ByteOrder.LITTLE_ENDIAN)
              .putInt(0, 0xFF00_0000 | (int) (position >>> 4)));
    }
    open().close();
    open().close();
    Chained chained = Chained.verified(folder());
    assertThat(chained.of("recovered")).hasSize(1);
    assertThat(chained.of("recovered").get(0).number("torn")).isEqualTo(1);
    journalOf(5);
    assertThat(Chained.verified(folder()).calls()).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "empty", "magic", "short", "nonsense"})
  void startsANewSpoolForOneThatIsMissingOrDamaged(String damage) throws IOException {
    journalOf(5);
    Path spool = folder().resolve("spool");
    switch (damage) {
      case "missing" -> Files.delete(spool);
      case "empty" -> Files.write(spool, new byte[0]);
      case "magic" -> {
        byte[] bytes = Files.readAllBytes(spool);
        bytes[0] ^= 1;
        Files.write(spool, bytes);
      }
      case "short" -> {
        byte[] bytes = Files.readAllBytes(spool);
        Files.write(spool, java.util.Arrays.copyOf(bytes, bytes.length - 4_096));
      }
      default -> Files.writeString(spool, "nonsense");
    }
    journalOf(5);
    Chained chained = Chained.verified(folder());
    assertThat(chained.calls()).hasSize(10);
    assertThat(chained.of("recovered").get(0).text("reason"))
        .isEqualTo(damage.equals("missing") ? "the spool was missing" : "the spool was damaged");
  }

  private Path segment(long number) {
    return folder().resolve(JournalDirectory.segmentName(number));
  }

  private void journalOf(int calls) throws IOException {
    ChainedJournal journal = open();
    for (int i = 0; i < calls; i++) {
      Await.await(journal.append(Records.decided("call-" + i)));
    }
    journal.close();
  }

  @Test
  void removesWhatAKillLeftHalfMade() throws IOException {
    journalOf(2);
    for (String name : List.of("head.json", "spool", "journal-0000000002.jsonl", "key")) {
      Files.writeString(folder().resolve(name + ".tmp"), "half");
    }
    journalOf(2);
    assertThat(Chained.verified(folder()).calls()).hasSize(4);
    try (Stream<Path> files = Files.list(folder())) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "head.json", "spool", "journal-0000000001.jsonl", "key", "key.pub", "lock", "mark");
    }
  }

  @Test
  void keepsTheFolderToItsOwner() throws IOException {
    journalOf(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo("rw-------");
      }
    }
  }

  /** Evidence that was changed is not repaired. */
  @Nested
  class Refuses {
    private void refused(String... words) {
      assertThatThrownBy(RecoveryTest.this::open)
          .isInstanceOf(TamperedJournalException.class)
          .hasMessageContainingAll(words);
      // And lets go of the lock, so that an operator's next try says the same.
      assertThatThrownBy(RecoveryTest.this::open)
          .isInstanceOf(TamperedJournalException.class)
          .hasMessageContainingAll(words);
    }

    @Test
    void aLineThatWasChangedAndNamesIt() throws IOException {
      journalOf(5);
      List<String> lines = Files.readAllLines(segment(1));
      lines.set(2, lines.get(2).replace("call-1", "call-X"));
      Files.write(segment(1), lines);
      refused("journal-0000000001.jsonl", "line 3", "changed");
    }

    @Test
    void aLineThatWasRemoved() throws IOException {
      journalOf(5);
      List<String> lines = Files.readAllLines(segment(1));
      lines.remove(2);
      Files.write(segment(1), lines);
      refused("line 3", "does not follow");
    }

    @Test
    void aTailThatWasCutOff() throws IOException {
      journalOf(5);
      List<String> lines = Files.readAllLines(segment(1));
      Files.write(segment(1), lines.subList(0, 4));
      refused("head.json", "signed for record 6", "authentic up to record");
    }

    @Test
    void aTailThatWasCutOffWithinALine() throws IOException {
      journalOf(5);
      byte[] bytes = Files.readAllBytes(segment(1));
      Files.write(segment(1), java.util.Arrays.copyOf(bytes, bytes.length - 1));
      refused("line 6 does not end", "signed for record 6");
    }

    @Test
    void aSegmentThatWasEmptied() throws IOException {
      journalOf(5);
      Files.write(segment(1), new byte[0]);
      refused("does not start with lines of this journal");
    }

    @Test
    void aSegmentThatWasRemoved() throws IOException {
      journalOf(5);
      Files.delete(segment(1));
      refused("signed for record 6", "up to record 0 only");
    }

    @Test
    void allThatIsGoneButTheSpool() throws IOException {
      journalOf(5);
      Files.delete(segment(1));
      Files.delete(folder().resolve("head.json"));
      refused("mark was written for record 6", "up to record 0 only");
    }

    @Test
    void aHeadThatIsMissing() throws IOException {
      journalOf(5);
      Files.delete(folder().resolve("head.json"));
      refused("head.json is missing");
    }

    @Test
    void aHeadThatWasChanged() throws IOException {
      journalOf(5);
      Path head = folder().resolve("head.json");
      Files.writeString(head, Files.readString(head).replace("\"seq\":6", "\"seq\":5"));
      refused("head.json was not signed");
    }

    @Test
    void aHeadThatIsNone() throws IOException {
      journalOf(5);
      Files.writeString(folder().resolve("head.json"), "{}");
      refused("head.json is not a signed checkpoint");
    }

    @Test
    void aHeadThatSaysSomethingElse() throws IOException {
      journalOf(5);
      Path other = temp.resolve("other");
      copy(folder(), other);
      journalOf(1);
      Files.copy(folder().resolve("head.json"), other.resolve("h"));
      // The same key has signed another line 7.
      try (ChainedJournal journal = open(other, Settings.small(), new LocalFileSystem())) {
        Await.await(journal.append(Records.decided("another")));
        Await.await(journal.flush());
      }
      Files.move(
          other.resolve("h"),
          other.resolve("head.json"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThatThrownBy(() -> open(other, Settings.small(), new LocalFileSystem()))
          .isInstanceOf(TamperedJournalException.class)
          .hasMessageContaining("is not what was signed: record 7");
    }

    @Test
    void anotherKeyIsRefused() throws IOException {
      journalOf(5);
      Path other = temp.resolve("other");
      open(other, Settings.small(), new LocalFileSystem()).close();
      Files.copy(
          other.resolve("key.pub"),
          folder().resolve("key.pub"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      refused("key.pub does not belong to key");
    }

    @Test
    void aKeyThatIsMissing() throws IOException {
      journalOf(5);
      Files.delete(folder().resolve("key"));
      refused("key is missing");
    }

    @Test
    void aKeyThatIsNone() throws IOException {
      journalOf(5);
      Files.writeString(folder().resolve("key"), "-----BEGIN PRIVATE KEY-----\n!\n");
      refused("key is not a PEM file");
    }
  }

  @Test
  void secondJournalOnTheFolderIsRefused() throws IOException {
    ChainedJournal first = open();
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("in use by another part of this process");
    first.close();
    open().close();
  }

  @Test
  void anAttemptToOpenItTwiceDoesNotGiveUpTheLock() throws Exception {
    ChainedJournal first = open();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(this::open).isInstanceOf(JournalException.class);
    }
    assertThat(inAnotherProcess("lock")).isEqualTo("locked");
    first.close();
    assertThat(inAnotherProcess("lock")).isEqualTo("free");
  }

  /** Runs in another process, and prints whether it could lock a file. */
  static final class TryLock {
    public static void main(String[] args) throws IOException {
      try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
        System.out.print(file.tryLock() == null ? "locked" : "free");
      }
    }
  }

  /** Whether another process could lock a file of the journal. */
  private String inAnotherProcess(String name) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(TryLock.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString(),
                TryLock.class.getName(),
                folder().resolve(name).toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isZero();
    return answer;
  }

  @Test
  void makesTheKeyAgainIfItWasKilledBetweenTheHalves() throws IOException {
    journalOf(0);
    Path fresh = temp.resolve("fresh");
    Files.createDirectories(fresh);
    Files.copy(folder().resolve("key.pub"), fresh.resolve("key.pub"));
    open(fresh, Settings.small(), new LocalFileSystem()).close();
    assertThat(Chained.verified(fresh).lines()).hasSize(1);
  }
}
