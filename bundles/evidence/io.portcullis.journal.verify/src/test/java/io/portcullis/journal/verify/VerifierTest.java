// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.journal.format.Hex64;
import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalFault.Kind;
import io.portcullis.journal.verify.VerificationOptions.Live;
import io.portcullis.testkit.SeededSample;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {
  @TempDir private Path folder;

  private VerificationResult verify(boolean allowUnsigned, Live live) throws IOException {
    return new JournalVerifier(new VerificationOptions(null, allowUnsigned, live)).verify(folder);
  }

  /** Holds the lock in another process until its input ends; exit code 3 if the lock is taken. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] file) throws IOException {
      try (FileChannel channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        System.out.println(lock != null);
        System.out.flush();
        if (System.in.read() >= 0) {
          throw new IOException("nobody says anything");
        }
        System.exit(lock == null ? 3 : 0);
      }
    }
  }

  private static Process holder(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Holder.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
            Holder.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Nested
  class OfAJournalThatIsWritten {
    @Test
    void passesOverRecordsAfterTheHeadAndATornLine() throws IOException {
      TestJournal.small(folder).decided("t", "allow").append("{\"body\":{\"ki");
      VerificationResult result = verify(false, Live.YES);
      assertThat(result.faults()).isEmpty();
      assertThat(result.unsigned()).isEqualTo(1);
      assertThat(result.torn()).isTrue();
      assertThat(result.live()).isTrue();
    }

    @Test
    void writtenJournalIsNotSoundIfTheHeadIsFurther() throws IOException {
      TestJournal journal = TestJournal.small(folder);
      byte[] good = Files.readAllBytes(journal.segmentFile(3));
      journal.decided("t", "allow").head();
      Files.write(journal.segmentFile(3), good);
      assertThat(verify(false, Live.YES).faults())
          .extracting(JournalFault::kind)
          .containsExactly(Kind.CUT_OFF);
    }

    @Test
    void writtenJournalIsKnownByTheLockOfAnotherProcess() throws Exception {
      TestJournal.small(folder).decided("t", "allow");
      Path lock = Files.createFile(folder.resolve("lock"));
      Process holder = holder(lock);
      try (var said = holder.inputReader()) {
        assertThat(said.readLine()).isEqualTo("true");
        assertThat(verify(false, Live.ASK).live()).isTrue();
        assertThat(verify(false, Live.ASK).faults()).isEmpty();
        holder.getOutputStream().close();
        assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        holder.destroyForcibly();
      }
      assertThat(verify(false, Live.ASK).live()).isFalse();
      assertThat(verify(false, Live.ASK).faults())
          .extracting(JournalFault::kind)
          .containsExactly(Kind.UNSIGNED);
    }

    @Test
    void writtenJournalIsKnownByTheLockOfThisProcessWhichKeepsIt() throws Exception {
      TestJournal.small(folder);
      Path file = folder.resolve("lock");
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assertThat(lock.isValid()).isTrue();
        assertThat(verify(false, Live.ASK).live()).isTrue();
        assertThat(verify(false, Live.ASK).live()).isTrue();
        // The lock of this process is still in the way of another one.
        Process other = holder(file);
        try {
          assertThat(other.isAlive()).isTrue();
          other.getOutputStream().close();
          assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
          assertThat(other.exitValue()).isEqualTo(3);
        } finally {
          other.destroyForcibly();
        }
      }
    }

    @Test
    void writtenJournalIsKnownAfterManyJournalsWereVerified() throws IOException {
      TestJournal.small(folder);
      Path first = folder.resolve("lock");
      try (FileChannel kept = locked(first)) {
        for (int i = 0; i < 200; i++) {
          Path other = Files.createDirectory(folder.resolve("other-" + i));
          TestJournal.small(other);
          try (FileChannel channel = locked(other.resolve("lock"))) {
            assertThat(new JournalVerifier(VerificationOptions.STRICT).verify(other).live())
                .as("journal %s", i)
                .isTrue();
          }
        }
        assertThat(verify(false, Live.ASK).live()).isTrue();
        assertThat(kept.isOpen()).isTrue();
      }
      assertThat(verify(false, Live.ASK).live()).isFalse();
      assertThat(openFilesBelow(folder)).isEmpty();
    }

    private static FileChannel locked(Path file) throws IOException {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock(); // until the channel is closed
      return channel;
    }

    /** Empty where the platform does not show the descriptors. */
    private static List<String> openFilesBelow(Path folder) throws IOException {
      List<String> found = new ArrayList<>();
      Path descriptors = Path.of("/proc/self/fd");
      if (Files.isDirectory(descriptors)) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
          for (Path each : all) {
            found.add(target(each));
          }
        }
      }
      found.removeIf(file -> !file.startsWith(folder.toString()));
      return found;
    }

    private static String target(Path descriptor) throws IOException {
      try {
        return Files.readSymbolicLink(descriptor).toString();
      } catch (NoSuchFileException e) {
        return ""; // closed meanwhile
      }
    }

    @Test
    void writtenJournalIsNotKnownByTheLockOnAnEarlierFile() throws IOException {
      TestJournal.small(folder);
      Path file = folder.resolve("lock");
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assertThat(lock.isValid()).isTrue();
        assertThat(verify(false, Live.ASK).live()).isTrue();
        Files.delete(file);
        assertThat(verify(false, Live.ASK).live()).isFalse();
        Files.createFile(file);
        assertThat(verify(false, Live.ASK).live()).isFalse();
      }
    }
  }

  @Nested
  class OfAJournalAtRest {
    @Test
    void journalAtRestIsLeftAlone() throws IOException {
      TestJournal.small(folder);
      Files.createFile(folder.resolve("lock"));
      assertThat(verify(false, Live.ASK).live()).isFalse();
      try (FileChannel channel =
              FileChannel.open(folder.resolve("lock"), StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        assertThat(lock).isNotNull();
      }
    }

    @Test
    void journalAtRestMayBeAllowedToHaveUnsignedRecords() throws IOException {
      TestJournal.small(folder).decided("t", "allow");
      assertThat(verify(false, Live.NO).sound()).isFalse();
      VerificationResult result = verify(true, Live.NO);
      assertThat(result.sound()).isTrue();
      assertThat(result.unsigned()).isEqualTo(1);
    }

    @Test
    void journalAtRestIsNotSoundWithATornLine() throws IOException {
      TestJournal.small(folder).append("{");
      assertThat(verify(true, Live.NO).faults())
          .extracting(JournalFault::toString)
          .containsExactly("journal-0000000003.jsonl:4: the line does not end");
    }

    @Test
    void journalAtRestIsNotSoundWithoutSegments() throws IOException {
      TestJournal journal = new TestJournal(folder);
      journal.head();
      assertThat(verify(false, Live.NO).faults())
          .extracting(JournalFault::kind)
          .containsExactly(Kind.SEGMENT_MISSING);
    }

    @Test
    void journalAtRestIsNotSoundWithALineThatIsTooLong() throws IOException {
      TestJournal.small(folder).append("x".repeat(LineFile.MAX_LINE_BYTES) + "\n");
      assertThat(verify(false, Live.NO).faults())
          .extracting(JournalFault::toString)
          .containsExactly("journal-0000000003.jsonl:4: longer than 16777216 bytes");
    }
  }

  @Nested
  class OfOneFile {
    @Test
    void saysWhatItStartsFrom() throws IOException {
      TestJournal journal = TestJournal.small(folder);
      VerificationResult result =
          new JournalVerifier(VerificationOptions.STRICT).verify(journal.segmentFile(2));
      assertThat(result.faults()).isEmpty();
      assertThat(result.firstSeq()).isEqualTo(5);
      assertThat(result.lastSeq()).isEqualTo(8);
      assertThat(result.previous()).matches("[0-9a-f]{64}").isNotEqualTo(Hex64.ZEROS);
      assertThat(result.head()).isNull();
    }

    @Test
    void needsNoParticularName() throws IOException {
      TestJournal journal = TestJournal.small(folder);
      Path copy = Files.copy(journal.segmentFile(2), folder.resolve("copy"));
      assertThat(new JournalVerifier(VerificationOptions.STRICT).verify(copy).sound()).isTrue();
      Path wrong = Files.copy(copy, folder.resolve("journal-0000000009.jsonl"));
      assertThat(new JournalVerifier(VerificationOptions.STRICT).verify(wrong).faults())
          .extracting(JournalFault::kind)
          .containsExactly(Kind.SEGMENT_WRONG);
    }

    @Test
    void everyChangedByteIsReportedInItsLine() throws IOException {
      Path file = TestJournal.small(folder).segmentFile(2);
      byte[] good = Files.readAllBytes(file);
      for (int i : SeededSample.configured().bytes(good, 50)) {
        byte[] bad = good.clone();
        bad[i] ^= 1;
        Files.write(file, bad);
        long line = 1 + IntStream.range(0, i).filter(before -> good[before] == '\n').count();
        assertThat(new JournalVerifier(VerificationOptions.STRICT).verify(file).faults())
            .as("byte %s", i)
            .extracting(fault -> fault.place().line())
            .containsExactly(line);
      }
    }

    @Test
    void singleFileMustBeOfThePinnedKey() throws IOException {
      KeyPair keys = TestJournal.newKeys();
      TestJournal journal = new TestJournal(folder, keys).begin().decided("t", "allow");
      Path other = folder.resolve("other.pem");
      Files.writeString(other, TestJournal.publicPem(TestJournal.newKeys()));
      Path file = journal.segmentFile(1);
      assertThat(verified(folder.resolve("key.pub"), file).sound()).isTrue();
      assertThat(verified(other, file).faults())
          .extracting(JournalFault::kind)
          .containsExactly(Kind.KEY_WRONG);
    }

    private VerificationResult verified(Path key, Path file) throws IOException {
      return new JournalVerifier(new VerificationOptions(key, false, Live.NO)).verify(file);
    }
  }

  @Test
  void refusesAPinThatIsNoKey() throws IOException {
    TestJournal journal = TestJournal.small(folder);
    Path pin =
        Files.writeString(
            folder.resolve("pin"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    JournalVerifier verifier = new JournalVerifier(new VerificationOptions(pin, false, Live.NO));
    assertThatThrownBy(() -> verifier.verify(journal.segmentFile(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no Ed25519 public key");
  }

  @Test
  void takesAPinWithOtherLineEnds() throws IOException {
    TestJournal.small(folder);
    Path pin =
        Files.writeString(
            folder.resolve("pin"),
            Files.readString(folder.resolve("key.pub")).replace("\n", "\r\n"));
    assertThat(
            new JournalVerifier(new VerificationOptions(pin, false, Live.NO))
                .verify(folder)
                .sound())
        .isTrue();
  }

  @Test
  void failsForWhatIsNotThere() {
    JournalVerifier verifier = new JournalVerifier(VerificationOptions.STRICT);
    assertThatThrownBy(() -> verifier.verify(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void keepsABoundedNumberOfRemarks() throws IOException {
    TestJournal journal = new TestJournal(folder).begin();
    for (int i = 0; i <= VerificationResult.MAX_REMARKS; i++) {
      journal.gap(2);
    }
    journal.head();
    VerificationResult result = verify(false, Live.NO);
    assertThat(result.sound()).isTrue();
    assertThat(result.remarks()).hasSize(1_000);
    assertThat(result.remarkCount()).isEqualTo(1_001);
    assertThat(result.lost()).isEqualTo(2_002);
  }
}
