// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import io.portcullis.cli.command.CommandTable;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.records.WrittenJournal;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.support.commandline.Presentation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTailTest {
  @TempDir private Path folder;

  private static List<String> seqs(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll(" .*", "")).toList();
  }

  @Test
  void printsTheLastRecordsOverSegments() {
    WrittenJournal journal = new WrittenJournal(folder);
    for (int i = 0; i < 3; i++) {
      journal.decided(Map.of()).decided(Map.of()).seal().begin();
    }
    Run run = Run.of("journal", "tail", folder.toString(), "-n", "6");
    assertThat(run.code()).isZero();
    assertThat(seqs(run.out())).containsExactly("8", "9", "10", "11", "12", "13");
    assertThat(Run.of("journal", "tail", folder.toString(), "-n", "0").out()).isEmpty();
    assertThat(Run.of("journal", "tail", folder.toString()).out()).hasSize(10);
    assertThat(Run.of("journal", "tail", folder.toString(), "-n", "100").out()).hasSize(13);
  }

  @Test
  void saysWhatHappenedInOneLineForATerminal() {
    new WrittenJournal(folder)
        .decided(
            Map.of(
                "agent", "\"a\u202e\"",
                "org", "\"acme\"",
                "verdict", "\"deny\"",
                "reason", "\"not this\\none\"",
                "rule", "\"r\"",
                "approvedBy", "\"eve\"",
                "mode", "\"observe\""))
        .record(
            "ended", Map.of("outcome", "\"failed\"", "tool", "\"t\"", "elapsedNanos", "1234567"))
        .record("event", Map.of("event", "\"agent_terminated\"", "agent", "\"a\""))
        .record("other", Map.of());
    Run run = Run.of("journal", "tail", folder.toString(), "-n", "4");
    assertThat(run.out())
        .containsExactly(
            "2 "
                + WrittenJournal.TIME
                + " deny: t by acme/a\\u202e: not this\\u000aone [r], decided by eve, mode observe",
            "3 " + WrittenJournal.TIME + " ended failed: t after 1.23 ms",
            "4 " + WrittenJournal.TIME + " event agent_terminated by a",
            "5 " + WrittenJournal.TIME + " other");
  }

  @Test
  void showsHowLongAgoARecordWasAndColoursDenialsAtATerminal() {
    new WrittenJournal(folder)
        .decided(Map.of("tool", "\"\\u001b[2J\"", "verdict", "\"deny\""))
        .decided(Map.of());
    Run run = Run.atTerminal("journal", "tail", folder.toString(), "-n", "2");
    assertThat(run.out().get(0))
        .startsWith("\u001b[31m2 " + WrittenJournal.TIME + " (")
        .contains(") deny: \\u001b[2J")
        .endsWith("\u001b[0m");
    assertThat(run.out().get(1)).startsWith("3 " + WrittenJournal.TIME + " (");
    assertThat(Run.atTerminal("journal", "tail", folder.toString(), "--json").out())
        .isEqualTo(Run.of("journal", "tail", folder.toString(), "--json").out());
  }

  @Test
  void printsTheLinesThemselves() {
    new WrittenJournal(folder).decided(Map.of());
    Run run = Run.of("journal", "tail", folder.toString(), "-n", "1", "--json");
    assertThat(run.line())
        .startsWith("{\"body\":{\"action\":\"tool_call\"")
        .endsWith(",\"spool\":0}");
  }

  @Test
  void goesOnAfterALineThatIsNoRecord() {
    new WrittenJournal(folder).append("x\u001b\n").decided(Map.of());
    Run run = Run.of("journal", "tail", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).hasSize(2);
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).contains("journal-0000000001.jsonl:2:");
  }

  @Test
  void followsUntilItIsInterrupted() throws Exception {
    WrittenJournal journal = new WrittenJournal(folder);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] looks = {0};
    JournalTailCommand.Pause pause =
        () -> {
          // What was written so far can be seen by now.
          assertThat(out.toString(StandardCharsets.UTF_8).lines())
              .hasSize(new int[] {1, 1, 4, 4}[looks[0]]);
          switch (looks[0]++) {
            case 0 -> journal.append("{\"bo");
            case 1 -> {
              // The rest of a line that was torn is one that is no record; then a new segment.
              journal.append("\n");
              journal.decided(Map.of()).seal().begin();
            }
            case 2 -> {
              // Nothing new.
            }
            default -> throw new InterruptedException();
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code =
        new JournalTailCommand(new LineOutput(out, Presentation.PLAIN), complaints, pause)
            .run(
                ParsedCommand.parse(
                    CommandTable.commandLine(),
                    List.of("journal", "tail", "--follow", folder.toString())));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(code).isEqualTo(1);
    assertThat(looks[0]).isEqualTo(4);
    assertThat(seqs(out.toString(StandardCharsets.UTF_8).lines().toList()))
        .containsExactly("1", "2", "3", "4");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(":2: no canonical JSON");
  }
}
