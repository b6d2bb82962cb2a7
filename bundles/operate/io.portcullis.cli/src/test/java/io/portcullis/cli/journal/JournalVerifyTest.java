// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import io.portcullis.cli.journal.records.WrittenJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalVerifyTest {
  @TempDir private Path folder;

  private WrittenJournal journal() {
    return new WrittenJournal(folder)
        .decided(Map.of())
        .record("gap", Map.of("lost", "4", "reason", "\"full \\u001b[2J\""))
        .seal()
        .begin()
        .head();
  }

  @Test
  void saysOkAndListsTheGaps() {
    journal();
    Run run = Run.of("journal", "verify", folder.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out().get(0))
        .isEqualTo(folder + ": ok, 5 good records in 2 segments, seq 1 to 5");
    assertThat(run.out().get(1)).startsWith("  head: signed for seq 5 at 2026-");
    assertThat(run.out().get(2)).startsWith("  key: sha256:").contains("--key FILE");
    assertThat(run.out().get(3))
        .startsWith("  journal-0000000001.jsonl:3: 3 2026-")
        .endsWith("gap: 4 records lost: full \\u001b[2J");
    assertThat(run.out().get(4)).isEqualTo("  lost: 4 records, by the gap records");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void coloursTheResultAtATerminal() {
    WrittenJournal journal = journal();
    Run good = Run.atTerminal("journal", "verify", folder.toString());
    assertThat(good.out().get(0)).startsWith("\u001b[32m" + folder + ": ok").endsWith("\u001b[0m");
    assertThat(good.out().get(1)).contains(" at 2026-", " (");
    journal.append("x\n");
    Run bad = Run.atTerminal("journal", "verify", folder.toString());
    assertThat(bad.out().get(0)).startsWith("\u001b[31m" + folder + ": BAD");
    assertThat(bad.out().get(1)).startsWith("\u001b[31m  bad: ");
  }

  @Test
  void saysFromWhereItVerifiedWhatRetentionHasLeft() throws IOException {
    WrittenJournal journal = journal();
    Path first = journal.file(1);
    String seal = Files.readAllLines(first).get(3);
    String hash = seal.replaceAll(".*\"hash\":\"([0-9a-f]{64})\".*", "$1");
    journal
        .record(
            "removed",
            Map.of(
                "firstSegment", "1",
                "firstSeq", "1",
                "lastHash", "\"" + hash + "\"",
                "lastSegment", "1",
                "lastSeq", "4",
                "reason", "\"keepDays = 30\""))
        .head();
    Files.delete(first);
    Run run = Run.of("journal", "verify", folder.toString());
    assertThat(run.out())
        .contains(
            "  retention: verified from segment 2, seq 5; the segments before it were removed on"
                + " record");
    assertThat(run.out().get(4))
        .endsWith("retention removed segments 1 to 1, seq 1 to 4: keepDays = 30");
    assertThat(run.code()).isZero();
    assertThat(Run.of("journal", "verify", "--json", folder.toString()).line())
        .contains("\"removedSegments\":1,");
  }

  @Test
  void missesASegmentOfWhichTheRemovalIsNotOnRecord() throws IOException {
    WrittenJournal journal = journal();
    Files.delete(journal.file(1));
    Run run = Run.of("journal", "verify", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().get(1)).contains("segment 1 is missing");
  }

  @Test
  void mindsARemovalOfOtherSegmentsThanThoseThatAreMissing() throws IOException {
    WrittenJournal journal = journal();
    journal
        .record(
            "removed",
            Map.of(
                "firstSegment", "1",
                "firstSeq", "1",
                "lastHash", "\"" + "0".repeat(64) + "\"",
                "lastSegment", "1",
                "lastSeq", "4"))
        .head();
    Files.delete(journal.file(1));
    Run run = Run.of("journal", "verify", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().get(1)).contains("the first segment does not follow the removed one");
  }

  @Test
  void namesTheFirstBadRecord() throws IOException {
    WrittenJournal journal = journal();
    Path file = journal.file(1);
    Files.writeString(file, Files.readString(file).replace("\"tool\":\"t\"", "\"tool\":\"u\""));
    Run run = Run.of("journal", "verify", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().get(0)).contains(": BAD, 1 good records");
    assertThat(run.out().get(1))
        .startsWith("  bad: journal-0000000001.jsonl:2: seq 2: its content was changed");
  }

  @Test
  void answersInJson() throws IOException {
    journal();
    Run good = Run.of("journal", "verify", "--json", folder.toString());
    assertThat(good.code()).isZero();
    assertThat(good.line())
        .startsWith("{\"ok\":true,\"folder\":true,\"live\":false,\"segments\":2,\"records\":5,")
        .contains("\"faults\":[],\"remarks\":[{\"body\":{\"kind\":\"gap\",\"lost\":4,");
    Files.delete(folder.resolve("head.json"));
    Run bad = Run.of("journal", "verify", "--json", folder.toString());
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.line())
        .contains(
            "\"faults\":[{\"kind\":\"HEAD_WRONG\",\"file\":\"head.json\",\"line\":0,\"seq\":0,"
                + "\"message\":\"the signed head is missing\"}]");
  }

  @Test
  void saysWhatOneFileStartsFrom() {
    WrittenJournal journal = journal();
    Run run = Run.of("journal", "verify", journal.file(2).toString());
    assertThat(run.code()).isZero();
    assertThat(run.out().get(1))
        .matches("  one file: verified within; it starts from seq 5 after the hash [0-9a-f]{64}");
  }

  @Test
  void mindsUnsignedRecordsUnlessTheyAreAllowed() {
    journal().decided(Map.of());
    Run run = Run.of("journal", "verify", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    Run allowed = Run.of("journal", "verify", folder.toString(), "--allow-unsigned");
    assertThat(allowed.code()).isZero();
    String line = "  unsigned: 1 records follow the signed head";
    assertThat(run.out()).contains(line);
    assertThat(allowed.out()).contains(line);
  }

  @Test
  void comparesTheKeyThatIsGiven() throws IOException {
    journal();
    Path other = Files.createDirectory(folder.resolve("other"));
    new WrittenJournal(other);
    String own = folder.resolve("key.pub").toString();
    assertThat(Run.of("journal", "verify", "--key", own, folder.toString()).code()).isZero();
    String wrong = other.resolve("key.pub").toString();
    Run run = Run.of("journal", "verify", folder.toString(), "--key", wrong);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().get(1)).contains("another key than given");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "journal",
        "journal verify",
        "journal verify /none",
        "journal verify FOLDER FOLDER",
        "journal verify FOLDER --key",
        "journal verify FOLDER --key /none",
        "journal verify FOLDER --key FOLDER",
        "journal verify FOLDER --json --json",
        "journal verify FOLDER --what",
        "journal what FOLDER",
        "journal tail FOLDER -n x",
        "journal tail FOLDER -n -1",
        "journal tail FOLDER -n 99999",
        "journal tail FOLDER/key.pub",
        "journal export FOLDER",
        "journal export FOLDER --format other",
        "journal export FOLDER --format assembly --out FOLDER/key.pub",
        "journal stats",
        "journal stats /none",
        "journal replay FOLDER",
        "journal replay FOLDER --policy /none"
      })
  void complainsAboutBadUsage(String command) {
    journal();
    Run run = Run.of(command.replace("FOLDER", folder.toString()).split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isNotEmpty();
  }
}
