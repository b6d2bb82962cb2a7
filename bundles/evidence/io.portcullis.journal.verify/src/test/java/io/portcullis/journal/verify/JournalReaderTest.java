// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.journal.format.Hex64;
import io.portcullis.journal.format.JournalFaultException;
import io.portcullis.journal.format.JournalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {
  @TempDir private Path folder;

  private static List<Long> seqs(JournalReader reader) throws Exception {
    List<Long> seqs = new ArrayList<>();
    for (JournalRecord record = reader.next(); record != null; record = reader.next()) {
      seqs.add(record.seq());
    }
    return seqs;
  }

  @Test
  void readsAllSegmentsInOrder() throws Exception {
    TestJournal.small(folder);
    try (JournalReader reader = JournalReader.open(folder)) {
      assertThat(seqs(reader)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    }
  }

  @Test
  void readsOneFile() throws Exception {
    TestJournal journal = TestJournal.small(folder);
    try (JournalReader reader = JournalReader.open(journal.segmentFile(2))) {
      assertThat(seqs(reader)).containsExactly(5L, 6L, 7L, 8L);
    }
  }

  @Test
  void beginsNearTheEnd() throws Exception {
    TestJournal.small(folder);
    try (JournalReader one = JournalReader.openLast(folder, 1);
        JournalReader two = JournalReader.openLast(folder, 2);
        JournalReader all = JournalReader.openLast(folder, 9)) {
      assertThat(seqs(one)).containsExactly(9L, 10L, 11L);
      assertThat(seqs(two)).hasSize(7);
      assertThat(seqs(all)).hasSize(11);
    }
    assertThatThrownBy(() -> JournalReader.openLast(folder.resolve("key.pub"), 1))
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void goesOnWithWhatIsWrittenLater() throws Exception {
    TestJournal journal = new TestJournal(folder);
    try (JournalReader reader = JournalReader.open(folder)) {
      assertThat(reader.next()).isNull();
      journal.begin();
      assertThat(seqs(reader)).containsExactly(1L);
      journal.decided("a", "allow").seal().begin().decided("b", "deny");
      assertThat(seqs(reader)).containsExactly(2L, 3L, 4L, 5L);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void waitsForTheRestOfALine() throws Exception {
    TestJournal journal = new TestJournal(folder).begin();
    Path other = Files.createDirectory(folder.resolve("other"));
    String line = Files.readAllLines(new TestJournal(other).begin().segmentFile(1)).get(0);
    try (JournalReader reader = JournalReader.open(folder)) {
      assertThat(seqs(reader)).hasSize(1);
      for (int i = 0; i < line.length(); i++) {
        journal.append(line.substring(i, i + 1));
        assertThat(reader.next()).isNull();
        assertThat(reader.torn()).isTrue();
      }
      journal.append("\n");
      assertThat(seqs(reader)).containsExactly(1L);
      assertThat(reader.torn()).isFalse();
      assertThat(reader.place()).hasToString("journal-0000000001.jsonl:2");
    }
  }

  @Test
  void goesOnAfterALineThatIsNoRecord() throws Exception {
    TestJournal journal = new TestJournal(folder).begin();
    List<String> bad =
        List.of(
            "",
            "x",
            "[]",
            "{}",
            "{\"body\":{\"kind\":\"a\"},\"hash\":\"\",\"seq\":1,\"spool\":0}",
            "{\"body\":{},\"hash\":\"" + Hex64.ZEROS + "\",\"seq\":1,\"spool\":0}",
            "{\"body\":{\"kind\":\"a\"},\"hash\":\"" + Hex64.ZEROS + "\",\"seq\":0,\"spool\":0}",
            "{\"body\":{\"kind\":\"a\"},\"hash\":1,\"seq\":1,\"spool\":0}",
            "{\"body\":{\"kind\":\"a\"},\"hash\":\"" + Hex64.ZEROS + "\",\"seq\":1,\"spool\":0}\r");
    bad.forEach(line -> journal.append(line + "\n"));
    journal.decided("t", "allow");
    try (JournalReader reader = JournalReader.open(folder)) {
      assertThat(firstSeq(reader)).containsExactly(1L);
      for (int i = 0; i < bad.size(); i++) {
        String place = "journal-0000000001.jsonl:" + (i + 2) + ": ";
        assertThatThrownBy(reader::next)
            .isInstanceOf(JournalFaultException.class)
            .hasMessageStartingWith(place);
      }
      assertThat(seqs(reader)).containsExactly(2L);
    }
  }

  private static List<Long> firstSeq(JournalReader reader) throws Exception {
    JournalRecord first = reader.next();
    return first == null ? List.of() : List.of(first.seq());
  }

  @Test
  void reportsATornLineInTheMiddleAndGoesOn() throws Exception {
    TestJournal journal = new TestJournal(folder).begin().seal();
    Files.writeString(journal.segmentFile(1), "{\"bo", StandardOpenOption.APPEND);
    journal.begin();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.next();
      reader.next();
      assertThatThrownBy(reader::next)
          .hasMessage("journal-0000000001.jsonl:3: the line does not end");
      assertThat(seqs(reader)).containsExactly(3L);
    }
  }

  @Test
  void givesAccessToTheFieldsOfABody() throws Exception {
    new TestJournal(folder)
        .add("{\"kind\":\"x\",\"list\":[\"a\",1,\"b\"],\"n\":7,\"nothing\":null,\"t\":\"v\"}");
    Files.move(folder.resolve("journal-0000000000.jsonl"), folder.resolve("one"));
    try (JournalReader reader = JournalReader.open(folder.resolve("one"))) {
      JournalRecord record = Objects.requireNonNull(reader.next());
      assertThat(record.kind()).isEqualTo("x");
      assertThat(record.text("t")).isEqualTo("v");
      assertThat(record.text("n")).isEmpty();
      assertThat(record.whole("n")).isEqualTo(7);
      assertThat(record.whole("t")).isEqualTo(-1);
      assertThat(record.texts("list")).containsExactly("a", "b");
      assertThat(record.texts("t")).isEmpty();
      assertThat(record.has("nothing")).isTrue();
      assertThat(record.has("none")).isFalse();
      assertThat(record.line()).isEqualTo(Files.readString(folder.resolve("one")).trim());
    }
  }

  @Test
  void failsIfTheFileIsGone() {
    assertThatThrownBy(() -> JournalReader.open(folder.resolve("none")))
        .isInstanceOf(IOException.class);
  }
}
