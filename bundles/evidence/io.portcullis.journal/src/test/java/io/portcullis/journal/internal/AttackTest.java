// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.journal.internal.checkpoint.SigningKey;
import io.portcullis.journal.internal.line.LineHash;
import io.portcullis.journal.internal.line.LineMac;
import io.portcullis.journal.internal.segment.EarlierSegments;
import io.portcullis.journal.internal.segment.SegmentSeal;
import io.portcullis.journal.internal.segment.SegmentTail;
import io.portcullis.journal.internal.spool.Ring;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.LocalFileSystem;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An attacker who can write the folder of a stopped journal and cannot read its key. */
class AttackTest {
  private static final int SEGMENT = 64 << 10;

  @TempDir Path temp;
  private final ManualClock clock = new ManualClock(Records.TIME);
  private int next;

  private Path folder() {
    return temp.resolve("journal");
  }

  private Path file(String name) {
    return folder().resolve(name);
  }

  private Path segment(long number) {
    return file(JournalDirectory.segmentName(number));
  }

  private ChainedJournal open() throws IOException {
    return new JournalRecovery(
            folder(), Settings.segmentBytes(SEGMENT), clock, new LocalFileSystem())
        .open();
  }

  /** Appends so many calls in one run, each in a batch of its own. */
  private void run(int calls) throws IOException {
    try (ChainedJournal journal = open()) {
      for (int i = 0; i < calls; i++) {
        Await.await(journal.append(call("call-" + next++)));
        Await.await(journal.flush());
      }
    }
  }

  private static CallRecord call(String id) {
    return Records.decided(
        Records.call(id, "{}"),
        EnforcementMode.ENFORCE,
        Verdict.Deny.fault("r".repeat(4_000)),
        Records.TIME,
        1,
        List.of());
  }

  private void refused(String... words) throws IOException {
    assertThatThrownBy(this::open)
        .isInstanceOf(TamperedJournalException.class)
        .hasMessageContainingAll(words)
        .hasMessageContainingAll("portcullis journal verify", "move the folder away");
    assertThatThrownBy(this::open)
        .isInstanceOf(TamperedJournalException.class)
        .hasMessageContainingAll(words);
  }

  private Path copy() {
    Path copy = temp.resolve("copy");
    RecoveryTest.copy(folder(), copy);
    return copy;
  }

  private void putBack(Path copy, String name) throws IOException {
    Files.deleteIfExists(file(name));
    Files.copy(copy.resolve(name), file(name));
  }

  private void write(Path file, byte[] bytes) throws IOException {
    Files.delete(file); // it may be read-only
    Files.write(file, bytes);
  }

  private void writeLines(Path file, List<String> lines) throws IOException {
    write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private List<String> lines(long number) throws IOException {
    return new ArrayList<>(Files.readAllLines(segment(number)));
  }

  @Nested
  class Appends {
    /** A line that continues the chain, as anybody can make one. */
    private String forged(String body, String mac) {
      Chained.Line last = Chained.read(folder(), true).last();
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      byte[] hash =
          new LineHash()
              .of(
                  HexFormat.of().parseHex(last.hash()),
                  last.seq() + 1,
                  last.spool(),
                  bytes,
                  0,
                  bytes.length,
                  HexFormat.of().parseHex(mac));
      return "{\"body\":%s,\"hash\":\"%s%s\",\"seq\":%d,\"spool\":%d}\n"
          .formatted(
              body,
              HexFormat.of().formatHex(hash),
              mac.isEmpty() ? "" : "\",\"mac\":\"" + mac,
              last.seq() + 1,
              last.spool());
    }

    private static final String ALLOW =
        "{\"call\":\"forged\",\"kind\":\"decided\",\"verdict\":\"allow\"}";

    @ParameterizedTest
    @ValueSource(strings = {"", "00112233445566778899aabbccddeeff"})
    void appendedLineIsNotAdoptedWithOrWithoutAnInventedMac(String mac) throws IOException {
      run(3);
      long before = Chained.verified(folder()).last().seq();
      String line = forged(ALLOW, mac);
      Files.writeString(segment(1), line, StandardOpenOption.APPEND);
      assertThat(Chained.read(folder(), true).calls()).contains("forged"); // the chain is good
      run(1);
      Chained chained = Chained.verified(folder());
      assertThat(chained.calls()).containsExactly("call-0", "call-1", "call-2", "call-3");
      Chained.Line recovered = chained.of("recovered").get(0);
      assertThat(recovered.seq()).isEqualTo(before + 1);
      assertThat(recovered.number("cutBytes")).isEqualTo(line.length());
      assertThat(recovered.number("cutLines")).isEqualTo(mac.isEmpty() ? 1 : 0);
      assertThat(recovered.number("chained")).isZero();
    }

    @Test
    void appendedLineCannotRepeatTheMacOfAnEarlierLine() throws IOException {
      run(3);
      String mac = Chained.verified(folder()).last().mac();
      assertThat(mac).isNotEmpty();
      Files.writeString(segment(1), forged(ALLOW, mac), StandardOpenOption.APPEND);
      run(0);
      assertThat(Chained.verified(folder()).calls()).hasSize(3);
    }

    @Test
    void aSealIsNotAdopted() throws IOException {
      run(3);
      Chained.Line first = Chained.read(folder(), true).lines().get(0);
      Files.writeString(
          segment(1),
          forged(
              "{\"bytes\":%d,\"kind\":\"sealed\",\"number\":1,\"previous\":\"%s\",\"records\":5,\"time\":\"%s\"}"
                  .formatted(Files.size(segment(1)), first.text("previous"), first.text("time")),
              ""),
          StandardOpenOption.APPEND);
      run(1);
      Chained chained = Chained.verified(folder());
      assertThat(chained.of("sealed")).isEmpty();
      assertThat(chained.segments()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "x", "{\"body\":{}}\n", "\0\0\0\0"})
    void noiseIsCutAndSaid(String noise) throws IOException {
      run(3);
      Files.writeString(segment(1), noise, StandardOpenOption.APPEND);
      run(0);
      Chained chained = Chained.verified(folder());
      assertThat(chained.calls()).hasSize(3);
      assertThat(chained.of("recovered").get(0).number("cutBytes")).isEqualTo(noise.length());
    }

    @Test
    void aSegmentIsRefused() throws IOException {
      run(20);
      assertThat(Files.exists(segment(2))).isTrue();
      Files.copy(segment(2), segment(3));
      refused("journal-0000000003.jsonl");
      Files.write(segment(3), new byte[0]);
      refused("journal-0000000003.jsonl does not start with lines of this journal");
    }

    @Test
    void lineAfterASealIsRefused() throws IOException {
      run(20);
      Files.delete(segment(2)); // as if the kill had come just after the seal
      write(segment(1), (Files.readString(segment(1)) + "x").getBytes(StandardCharsets.UTF_8));
      refused("journal-0000000001.jsonl: text follows the seal");
    }
  }

  @Nested
  class PutsBack {
    @Test
    void theHeadOfAnEarlierRun() throws IOException {
      run(3);
      Path copy = copy();
      run(2);
      putBack(copy, "head.json");
      refused("head.json went back", "signed for record 4", "signed for record 6");
    }

    @Test
    void theHeadOfTheLineBefore() throws IOException {
      run(3);
      Path copy = copy();
      run(1);
      putBack(copy, "head.json");
      refused("head.json went back");
    }

    @Test
    void theLinesOfAnEarlierRun() throws IOException {
      run(3);
      Path copy = copy();
      run(3);
      putBack(copy, "journal-0000000001.jsonl");
      refused("signed for record 7", "authentic up to record 4");
    }

    @Test
    void theLinesAndTheHead() throws IOException {
      run(3);
      Path copy = copy();
      run(3);
      putBack(copy, "journal-0000000001.jsonl");
      putBack(copy, "head.json");
      refused("mark was written for record 7", "authentic up to record 4");
    }

    @Test
    void allButTheHead() throws IOException {
      run(3);
      Path copy = copy();
      run(3);
      for (String name : List.of("journal-0000000001.jsonl", "mark", "spool")) {
        putBack(copy, name);
      }
      refused("head.json was signed for record 7");
    }

    @Test
    void anEarlierSpoolAddsNothing() throws IOException {
      run(3);
      Path copy = copy();
      run(3);
      putBack(copy, "spool");
      run(1);
      assertThat(Chained.verified(folder()).calls()).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void aHeadThatIsAheadOfTheMarkIsNoAttack() throws IOException {
      run(3);
      Path copy = copy();
      run(3);
      putBack(copy, "mark"); // as after a loss of power
      run(1);
      assertThat(Chained.verified(folder()).calls()).hasSize(7);
    }
  }

  /** Between the records of a killed process that wait in the spool. */
  @Nested
  class TheSpool {
    private static final int HEADER = 4_096;

    /** The folder as a kill left it, with these calls in the spool only; gives their positions. */
    private long[] killed(String... ids) throws IOException {
      run(1);
      long[] positions = new long[ids.length];
      long position = Chained.verified(folder()).last().spool();
      Path killed = temp.resolve("killed");
      TestDisk held = new TestDisk();
      ChainedJournal journal =
          new JournalRecovery(folder(), Settings.segmentBytes(SEGMENT), clock, held).open();
      held.hold();
      for (int i = 0; i < ids.length; i++) {
        positions[i] = position;
        Await.await(journal.append(Records.decided(ids[i])));
        position += Ring.room(bodyLength(position));
      }
      RecoveryTest.copy(folder(), killed);
      held.letGo();
      journal.close();
      RecoveryTest.delete(folder());
      Files.move(killed, folder());
      return positions;
    }

    private int bodyLength(long position) throws IOException {
      return ByteBuffer.wrap(Files.readAllBytes(file("spool")))
          .order(ByteOrder.LITTLE_ENDIAN)
          .getInt((int) (HEADER + position));
    }

    private void edit(Consumer<ByteBuffer> change) throws IOException {
      byte[] spool = Files.readAllBytes(file("spool"));
      change.accept(ByteBuffer.wrap(spool).order(ByteOrder.LITTLE_ENDIAN));
      Files.write(file("spool"), spool);
    }

    @Test
    void untouchedSpoolIsAdopted() throws IOException {
      killed("first", "second");
      run(0);
      Chained chained = Chained.verified(folder());
      assertThat(chained.calls()).containsExactly("call-0", "first", "second");
      Chained.Line recovered = chained.of("recovered").get(0);
      assertThat(recovered.number("firstSeq")).isEqualTo(recovered.number("lastSeq") - 1);
      assertThat(recovered.number("lastSeq")).isEqualTo(recovered.seq() - 1);
    }

    @Test
    void losesARecordThatWasChangedAndThoseAfterIt() throws IOException {
      long[] positions = killed("first", "second", "third");
      edit(spool -> spool.put((int) (HEADER + positions[1] + 16 + 30), (byte) 'X'));
      run(0);
      Chained chained = Chained.verified(folder());
      assertThat(chained.calls()).containsExactly("call-0", "first");
      assertThat(chained.of("recovered").get(0).number("torn")).isEqualTo(2);
    }

    @Test
    void doesNotAdoptARecordThatWasCopiedToTheEnd() throws IOException {
      long[] positions = killed("first", "second");
      int length = (int) (positions[1] - positions[0]);
      long end = positions[1] + Ring.room(bodyLength(positions[1]));
      edit(
          spool -> {
            int from = (int) (HEADER + positions[0]);
            int to = (int) (HEADER + end);
            for (int i = 0; i < length; i++) {
              spool.put(to + i, spool.get(from + i));
            }
            spool.putInt(to + 4, 0xFF00_0000 | (int) (end >>> 4));
          });
      run(0);
      assertThat(Chained.verified(folder()).calls()).containsExactly("call-0", "first", "second");
    }

    @Test
    void doesNotAdoptTheRecordsOfAnotherKey() throws IOException {
      killed("first");
      Path mine = temp.resolve("mine");
      Files.move(folder(), mine);
      next = 0;
      killed("other");
      Files.copy(file("spool"), mine.resolve("spool"), StandardCopyOption.REPLACE_EXISTING);
      RecoveryTest.delete(folder());
      Files.move(mine, folder());
      run(0);
      assertThat(Chained.verified(folder()).calls()).containsExactly("call-0");
    }
  }

  @Nested
  class TheMark {
    @Test
    void markMayNotBeMissing() throws IOException {
      run(3);
      Files.delete(file("mark"));
      refused("mark is missing, and the journal is not new");
    }

    @Test
    void markMayNotBeMissingWhereAllElseIsGone() throws IOException {
      run(3);
      for (String name : List.of("mark", "spool", "head.json", "journal-0000000001.jsonl")) {
        Files.delete(file(name));
      }
      refused("mark is missing, and the journal is not new");
    }

    @Test
    void markMayLoseOneOfItsSlotsToAKill() throws IOException {
      run(3);
      byte[] good = Files.readAllBytes(file("mark"));
      for (int slot = 0; slot < 2; slot++) {
        byte[] torn = good.clone();
        Arrays.fill(torn, slot * 128 + 60, slot * 128 + 128, (byte) 0);
        Files.write(file("mark"), torn);
        run(1);
      }
      assertThat(Chained.verified(folder()).calls()).hasSize(5);
    }

    @Test
    void markMayNotBeChanged() throws IOException {
      run(3);
      byte[] good = Files.readAllBytes(file("mark"));
      byte[] bad = good.clone();
      bad[31]++;
      bad[128 + 31]++; // the number of the line in both slots
      Files.write(file("mark"), bad);
      refused("mark was not written with the key of this journal");
      Files.write(file("mark"), new byte[256]);
      refused("mark was not written with the key of this journal");
      Files.write(file("mark"), Arrays.copyOf(good, 255));
      refused("mark was not written with the key of this journal");
    }
  }

  @Nested
  class EarlierSegment {
    private void fill() throws IOException {
      run(60);
      assertThat(Files.exists(segment(4))).isTrue();
    }

    @Test
    void earlierSegmentIsReadInFull() throws IOException {
      fill();
      run(1);
      assertThat(Chained.verified(folder()).calls()).hasSize(61);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void earlierSegmentWithAChangedByteIsRefused(long number) throws IOException {
      fill();
      byte[] bytes = Files.readAllBytes(segment(number));
      bytes[3_000] = (byte) 'x'; // within the second line
      write(segment(number), bytes);
      refused(JournalDirectory.segmentName(number), "was changed: its hash does not match");
    }

    @Test
    void earlierSegmentWithoutALineIsRefused() throws IOException {
      fill();
      List<String> lines = lines(1);
      lines.remove(7);
      writeLines(segment(1), lines);
      refused("journal-0000000001.jsonl has", "bytes, and its seal says");
    }

    @Test
    void earlierSegmentWithTwoLinesSwappedIsRefused() throws IOException {
      fill();
      List<String> lines = lines(2);
      lines.add(5, lines.remove(6));
      writeLines(segment(2), lines);
      refused("journal-0000000002.jsonl, line 6");
    }

    @Test
    void earlierSegmentWithoutItsSealIsRefused() throws IOException {
      fill();
      List<String> lines = lines(1);
      writeLines(segment(1), lines.subList(0, lines.size() - 1));
      refused("journal-0000000001.jsonl does not end with the seal");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void missingEarlierSegmentIsNamed(long number) throws IOException {
      fill();
      Files.delete(segment(number));
      refused(JournalDirectory.segmentName(number) + " is missing");
    }

    @Test
    void earlierSegmentThatIsALinkIsRefused() throws IOException {
      fill();
      Files.move(segment(1), temp.resolve("elsewhere"));
      Files.createSymbolicLink(segment(1), temp.resolve("elsewhere"));
      refused("journal-0000000001.jsonl is missing or not a regular file");
    }

    @Test
    void earlierSegmentOfAnotherJournalIsRefused() throws IOException {
      fill();
      Path mine = copy();
      RecoveryTest.delete(folder());
      fill();
      Files.copy(
          mine.resolve(JournalDirectory.segmentName(2)),
          segment(2),
          StandardCopyOption.REPLACE_EXISTING);
      refused("journal-0000000002.jsonl");
    }

    /** What is found without reading it: this is all that is checked of the oldest of many GB. */
    @Test
    void earlierSegmentThatIsNotReadIsStillMeasured() throws IOException {
      fill();
      assertThat(seals(0)).hasSize(4);
      List<String> good = lines(1);
      List<String> lines = new ArrayList<>(good);
      lines.remove(7);
      writeLines(segment(1), lines);
      assertThatThrownBy(() -> seals(0)).hasMessageContaining("bytes, and its seal says");
      writeLines(segment(1), good.subList(0, good.size() - 1));
      assertThatThrownBy(() -> seals(0)).hasMessageContaining("does not end with the seal");
      lines = new ArrayList<>(good);
      lines.add(5, lines.remove(6));
      writeLines(segment(1), lines);
      assertThat(seals(0)).hasSize(4);
      assertThatThrownBy(() -> seals(1 << 20)).hasMessageContaining("jsonl, line 6");
    }

    /** Retention reads a segment long after the start of the journal has read its seal. */
    @Test
    void earlierSegmentChainedAnewAfterItsSealWasReadIsRefused() throws IOException {
      fill();
      List<SegmentSeal> seals = seals(0);
      SegmentSeal first = seals.get(seals.size() - 1);
      EarlierSegments.verify(segment(1), first, List.of());
      writeLines(segment(1), chainedAnew(1));
      assertThatThrownBy(() -> EarlierSegments.verify(segment(1), first, List.of()))
          .isInstanceOf(TamperedJournalException.class)
          .hasMessageContaining("does not match its seal");
    }

    /** Other reasons in lines of the same length, and every hash to match. */
    private List<String> chainedAnew(long number) {
      List<String> anew = new ArrayList<>();
      String previous = "0".repeat(64);
      for (Chained.Line line : Chained.read(folder(), true).lines()) {
        if (line.segment() == number) {
          String body = line.body().replace("rrrr", "rrrs");
          Chained.Line changed =
              new Chained.Line(number, line.seq(), line.spool(), body, "", line.mac());
          previous = Chained.hash(previous, changed);
          String mac = line.mac().isEmpty() ? "" : ",\"mac\":\"" + line.mac() + "\"";
          anew.add(
              "{\"body\":%s,\"hash\":\"%s\"%s,\"seq\":%d,\"spool\":%d}"
                  .formatted(body, previous, mac, line.seq(), line.spool()));
        }
      }
      return anew;
    }

    private List<SegmentSeal> seals(long readBytes) throws IOException {
      try (JournalDirectory folder = JournalDirectory.open(folder(), new LocalFileSystem())) {
        LineMac macs = new LineMac(SigningKey.open(folder, false));
        long last = folder.lastSegment();
        SegmentTail end = SegmentTail.read(segment(last), last, macs, List.of());
        return EarlierSegments.check(folder, last, end, List.of(), readBytes);
      }
    }
  }

  @Test
  void aJournalOfAnEarlierFormatIsNotContinued() throws IOException {
    run(1);
    String old = "{\"body\":{\"format\":1,\"key\":\"k\",\"kind\":\"segment\"},\"hash\":\"";
    Files.writeString(segment(1), old + "0".repeat(64) + "\",\"seq\":1,\"spool\":0}\n");
    refused("is of format 1, which this version does not continue");
  }
}
