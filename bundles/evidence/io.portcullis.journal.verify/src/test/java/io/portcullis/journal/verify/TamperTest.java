// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalFault.Kind;
import io.portcullis.journal.format.JournalLocation;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.journal.verify.VerificationOptions.Live;
import io.portcullis.testkit.SeededSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a journal from outside is reported, and in the right place. */
class TamperTest {
  private static final String SECOND = "journal-0000000002.jsonl";
  private static final String LAST = "journal-0000000003.jsonl";

  @TempDir private Path folder;
  @TempDir private Path beside;
  private final SeededSample sample = SeededSample.configured();
  private TestJournal journal;

  @BeforeEach
  void write() {
    journal = TestJournal.small(folder);
  }

  private VerificationResult verify() throws IOException {
    return new JournalVerifier(VerificationOptions.STRICT).verify(folder);
  }

  private JournalFault first() throws IOException {
    VerificationResult result = verify();
    assertThat(result.sound()).isFalse();
    return result.faults().get(0);
  }

  private List<String> lines(String file) throws IOException {
    return new ArrayList<>(Files.readAllLines(folder.resolve(file)));
  }

  private void lines(String file, List<String> lines) throws IOException {
    Files.writeString(
        folder.resolve(file),
        lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }

  private List<Path> evidence() throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void theJournalIsSoundBefore() throws IOException {
    VerificationResult result = verify();
    assertThat(result.faults()).isEmpty();
    assertThat(result.records()).isEqualTo(journal.seq()).isEqualTo(11);
    assertThat(result.segments()).isEqualTo(3);
    assertThat(result.unsigned()).isZero();
    assertThat(result.remarks())
        .extracting(JournalRecord::kind)
        .containsExactly("gap", "recovered");
    assertThat(result.lost()).isEqualTo(3);
  }

  private static long lineOf(byte[] file, int position) {
    return 1 + IntStream.range(0, position).filter(i -> file[i] == '\n').count();
  }

  private void assertFirstFault(Path file, byte[] good, int position, String change)
      throws IOException {
    JournalFault fault = first();
    String what = file.getFileName() + " " + change + ": " + fault;
    assertThat(fault.place().file()).as(what).isEqualTo(String.valueOf(file.getFileName()));
    if (file.toString().endsWith("jsonl")) {
      assertThat(fault.place().line()).as(what).isEqualTo(lineOf(good, position));
    }
  }

  @Test
  void everyChangedByteIsReportedInItsLine() throws IOException {
    int changes = 0;
    for (Path file : evidence()) {
      byte[] good = Files.readAllBytes(file);
      for (int i : sample.bytes(good, 30)) {
        // No hash covers the text of the key and the head, so also another case of each letter.
        int[] flips = file.toString().endsWith("jsonl") ? new int[] {1} : new int[] {1, 32};
        for (int flip : flips) {
          byte[] bad = good.clone();
          bad[i] ^= (byte) flip;
          Files.write(file, bad);
          assertFirstFault(file, good, i, "byte " + i + " xor " + flip);
          changes++;
        }
      }
      Files.write(file, good);
    }
    assertThat(changes).isGreaterThan(sample.times(3_000, 150));
    assertThat(verify().sound()).isTrue();
  }

  @Test
  void everyTruncationIsReportedInItsLine() throws IOException {
    for (Path file : evidence()) {
      byte[] good = Files.readAllBytes(file);
      for (int length : sample.bytes(good, 30)) {
        Files.write(file, Arrays.copyOf(good, length));
        assertFirstFault(file, good, length, "cut to " + length);
      }
      Files.write(file, good);
    }
  }

  @Test
  void everyRemovedFileIsReported() throws IOException {
    for (Path file : evidence()) {
      byte[] good = Files.readAllBytes(file);
      Files.delete(file);
      assertThat(verify().sound()).as("%s", file).isFalse();
      Files.write(file, good);
    }
  }

  @Test
  void everyRemovedDoubledAndSwappedLineIsReportedInItsPlace() throws IOException {
    for (Path file : evidence().stream().filter(f -> f.toString().endsWith("jsonl")).toList()) {
      String name = String.valueOf(file.getFileName());
      List<String> good = lines(name);
      for (int i = 0; i < good.size(); i++) {
        List<String> removed = new ArrayList<>(good);
        removed.remove(i);
        lines(name, removed);
        assertThat(first().place())
            .extracting(JournalLocation::file, JournalLocation::line)
            .containsExactly(name, i + 1L);

        List<String> doubled = new ArrayList<>(good);
        doubled.add(i, good.get(i));
        lines(name, doubled);
        JournalFault twice = first();
        assertThat(twice.place())
            .extracting(JournalLocation::file, JournalLocation::line)
            .containsExactly(name, i + 2L);
        assertThat(twice.kind()).isIn(Kind.REPEATED, Kind.AFTER_SEAL);

        for (int j = i + 1; j < good.size(); j++) {
          List<String> swapped = new ArrayList<>(good);
          swapped.set(i, good.get(j));
          swapped.set(j, good.get(i));
          lines(name, swapped);
          JournalFault fault = first();
          assertThat(fault.place())
              .extracting(JournalLocation::file, JournalLocation::line)
              .containsExactly(name, i + 1L);
          assertThat(fault.kind()).isEqualTo(Kind.OUT_OF_ORDER);
        }
      }
      lines(name, good);
    }
    assertThat(verify().sound()).isTrue();
  }

  @Test
  void saysWhichNumbersAreMissing() throws IOException {
    List<String> lines = lines(SECOND);
    lines.remove(1);
    lines(SECOND, lines);
    assertThat(first())
        .hasToString(SECOND + ":2: seq 7: the record with seq 6 is missing before it");

    lines.remove(1);
    lines(SECOND, lines);
    assertThat(first())
        .hasToString(SECOND + ":2: seq 8: the records with seq 6 to 7 are missing before it");
  }

  @Test
  void saysWhereASwappedRecordIs() throws IOException {
    List<String> lines = lines(SECOND);
    lines.add(1, lines.remove(2));
    lines(SECOND, lines);
    assertThat(first())
        .hasToString(SECOND + ":2: seq 7: seq 6 is due, but its record is at " + SECOND + ":3");
  }

  @Test
  void saysWhichPartOfARecordWasChanged() throws IOException {
    List<String> good = lines(SECOND);
    String line = good.get(1);
    List<String> bad = new ArrayList<>(good);
    bad.set(1, line.replace("queue", "house"));
    lines(SECOND, bad);
    assertThat(first().message()).startsWith("its content was changed");

    bad.set(1, line.replaceAll("\"hash\":\"..", "\"hash\":\"zz".replace("zz", flipped(line))));
    lines(SECOND, bad);
    assertThat(first().message()).isEqualTo("its hash was changed");

    bad.set(1, line.replace("\"seq\":6", "\"seq\":7"));
    lines(SECOND, bad);
    assertThat(first().message()).isEqualTo("seq was changed, it was 6");
  }

  private static String flipped(String line) {
    return line.contains("\"hash\":\"00") ? "11" : "00";
  }

  @Test
  void saysHowFarACutJournalWent() throws IOException {
    List<String> lines = lines(LAST);
    lines(LAST, lines.subList(0, 1));
    assertThat(first())
        .hasToString(
            LAST
                + ":2: seq 10: the journal was cut off: the signed head says 11, the journal ends"
                + " at 9");
    assertThat(first().kind()).isEqualTo(Kind.CUT_OFF);
  }

  @Test
  void saysThatTheLastSegmentIsGone() throws IOException {
    Files.delete(folder.resolve(LAST));
    assertThat(first())
        .hasToString(
            SECOND
                + ":5: seq 9: the journal was cut off: the signed head says 11, the journal ends at"
                + " 8");
  }

  @Test
  void saysWhichSegmentsAreMissing() throws IOException {
    Files.delete(folder.resolve(SECOND));
    JournalFault fault = first();
    assertThat(fault.kind()).isEqualTo(Kind.SEGMENT_MISSING);
    assertThat(fault)
        .hasToString(
            LAST + ":1: seq 9: segment 2 is missing, and so are the records with seq 5 to 8");
    Files.delete(folder.resolve("journal-0000000001.jsonl"));
    assertThat(first().message())
        .isEqualTo("segment 1 to 2 is missing, and so are the records with seq 1 to 8");
  }

  @Test
  void aSegmentUnderAnotherNumberIsReported() throws IOException {
    Files.move(folder.resolve(LAST), folder.resolve("journal-0000000004.jsonl"));
    assertThat(first().kind()).isEqualTo(Kind.SEGMENT_MISSING);
  }

  @Test
  void anOlderHeadLeavesRecordsUnsigned() throws IOException {
    byte[] old = Files.readAllBytes(folder.resolve("head.json"));
    journal.decided("a", "allow").decided("b", "allow").head();
    assertThat(verify().sound()).isTrue();
    Files.write(folder.resolve("head.json"), old);
    JournalFault fault = first();
    assertThat(fault)
        .hasToString(
            LAST + ":4: seq 12: 2 records follow the signed head, and no process is writing");
    assertThat(verify().unsigned()).isEqualTo(2);
  }

  @Test
  void aRewrittenTailDoesNotFitTheHead() throws IOException {
    // The same records but for the last one, chained as they should be.
    List<String> lines = lines(LAST);
    String kept = lines.get(1);
    byte[] hash = HexFormat.of().parseHex(kept.replaceAll(".*\"hash\":\"([0-9a-f]{64})\".*", "$1"));
    String body = "{\"kind\":\"event\"}";
    String forged = HexFormat.of().formatHex(TestJournal.hash(hash, 11, 640, body, ""));
    lines.set(2, "{\"body\":" + body + ",\"hash\":\"" + forged + "\",\"seq\":11,\"spool\":640}");
    lines(LAST, lines);
    JournalFault fault = first();
    assertThat(fault.kind()).isEqualTo(Kind.CHANGED);
    assertThat(fault).hasToString(LAST + ":3: seq 11: not the record that the head was signed for");
  }

  @Test
  void aJournalThatWasWrittenAnewIsSeenWithThePinnedKeyAlone() throws IOException {
    Path pin = beside.resolve("pin");
    Files.copy(folder.resolve("key.pub"), pin, StandardCopyOption.REPLACE_EXISTING);
    JournalVerifier pinned = new JournalVerifier(new VerificationOptions(pin, false, Live.NO));
    assertThat(pinned.verify(folder).sound()).isTrue();
    for (Path file : evidence()) {
      Files.delete(file);
    }
    TestJournal.small(folder);
    assertThat(verify().sound()).isTrue();
    VerificationResult result = pinned.verify(folder);
    assertThat(result.faults())
        .extracting(JournalFault::kind)
        .containsExactly(Kind.KEY_WRONG, Kind.HEAD_WRONG);
    assertThat(result.faults().get(0).place().line()).isEqualTo(1);
  }

  @Test
  void anotherPublicKeyIsReported() throws IOException {
    Files.writeString(folder.resolve("key.pub"), TestJournal.publicPem(TestJournal.newKeys()));
    assertThat(first()).hasToString("key.pub: not the key that the first segment names");
  }

  @Test
  void aHeadSignedByAnotherKeyIsReported() throws IOException {
    Path other = beside;
    TestJournal.small(other);
    Files.copy(
        other.resolve("head.json"),
        folder.resolve("head.json"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(first()).hasToString("head.json: it names another key than the first segment");
  }

  @Test
  void aRecordAfterTheSealIsReported() throws IOException {
    journal.seal().decided("late", "allow").head();
    JournalFault fault = first();
    assertThat(fault.kind()).isEqualTo(Kind.AFTER_SEAL);
    assertThat(fault.place().line()).isEqualTo(5);
  }

  @Test
  void aSealThatCountsWrongIsReported() throws IOException {
    journal
        .add(
            "{\"bytes\":%d,\"kind\":\"sealed\",\"number\":3,\"previous\":\"%s\",\"records\":9,\"time\":\""
                    .formatted(journal.bytes(), journal.segmentPrevious())
                + TestJournal.TIME
                + "\"}")
        .head();
    assertThat(first().message())
        .isEqualTo("the seal is for 9 records of segment 3, here are 4 of segment 3");
  }

  @Test
  void aSpoolPositionThatFallsIsReported() throws IOException {
    journal.add("{\"kind\":\"event\"}", 3).head();
    assertThat(first().message()).isEqualTo("spool fell from 640 to 3");
  }

  @Test
  void aSegmentThatIsALinkIsReported() throws IOException {
    Path segment = folder.resolve("journal-0000000001.jsonl");
    Files.move(segment, beside.resolve("elsewhere"));
    Files.createSymbolicLink(segment, beside.resolve("elsewhere"));
    assertThat(first())
        .hasToString("journal-0000000001.jsonl: no regular file of this folder, but a link");
  }

  @Test
  void anEarlierFormatIsNamed() throws IOException {
    List<String> lines = lines("journal-0000000001.jsonl");
    lines.set(0, lines.get(0).replace("\"format\":2", "\"format\":1"));
    lines("journal-0000000001.jsonl", lines);
    assertThat(first().message()).isEqualTo("of format 1; this version reads format 2");
  }

  @Test
  void aSealForAnotherSizeIsReported() throws IOException {
    journal
        .add(
            "{\"bytes\":7,\"kind\":\"sealed\",\"number\":3,\"previous\":\"%s\",\"records\":4,\"time\":\"%s\"}"
                .formatted(journal.segmentPrevious(), TestJournal.TIME))
        .head();
    assertThat(first().kind()).isEqualTo(Kind.SEAL_WRONG);
    assertThat(first().message()).startsWith("the seal is for 7 bytes after ");
  }

  @Test
  void aFileInTheWayOfASegmentIsNoSegment() throws IOException {
    Files.write(folder.resolve("journal-4.jsonl"), "x".getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("head.json.tmp"), new byte[0]);
    assertThat(verify().sound()).isTrue();
  }
}
