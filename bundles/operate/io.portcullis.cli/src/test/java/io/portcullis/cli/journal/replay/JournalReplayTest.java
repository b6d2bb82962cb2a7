// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.cli.Run;
import io.portcullis.cli.journal.records.WrittenJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalReplayTest {
  /** Without it, what a scan of the arguments could find would leave each call open. */
  private static final String NOTED = "\ndata: {credential_action: alert_only}";

  @TempDir private Path folder;
  @TempDir private Path policies;

  private Run replay(String policy, String... more) throws IOException {
    Path file = Files.writeString(policies.resolve("new.yaml"), policy);
    List<String> arguments =
        new ArrayList<>(
            List.of("journal", "replay", folder.toString(), "--policy", file.toString()));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  /** The rows of differences: seq, was, would be, rule. */
  private List<String> rows(String policy) throws IOException {
    return replay(policy, "--json").out().stream()
        .filter(line -> line.startsWith("{\"seq\""))
        .map(
            line ->
                line.replaceAll(
                    ".\"seq\":(\\d+),.*\"was\":\"(.*?)\",\"wouldBe\":\"(.*?)\",\"rule\":\"(.*?)\".*",
                    "$1 $2>$3 $4"))
        .toList();
  }

  private static Map<String, String> with(String arguments) {
    Map<String, String> values = new HashMap<>();
    values.put("arguments", '"' + arguments.replace("\"", "\\\"") + '"');
    values.put("argumentsDigest", '"' + ToolCall.of("t", arguments).argumentsDigest() + '"');
    return values;
  }

  private static Map<String, String> and(Map<String, String> values, String... more) {
    Map<String, String> all = new HashMap<>(values);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], '"' + more[i + 1] + '"');
    }
    return all;
  }

  @Test
  void listsTheDifferencesAndTheTotals() throws IOException {
    new WrittenJournal(folder)
        .decided(Map.of())
        .decided(and(Map.of(), "tool", "u", "agent", "a\u202e", "org", "o"))
        .decided(and(Map.of(), "tool", "u", "verdict", "deny", "basis", "fault"))
        .record("gap", Map.of("lost", "2"));
    Run run = replay("tools: {'*': {allow: false}, t: {allow: true}}" + NOTED);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).hasSize(7);
    assertThat(run.out().get(0)).startsWith("       seq  was        would be     tool ");
    assertThat(run.out().get(1))
        .matches(" +3  allow +deny +u +o/a\\\\u202e +c3 +tool denied by policy");
    assertThat(run.out().subList(2, 7))
        .containsExactly(
            "",
            "2 calls that a policy decided: 1 different, 1 the same, 0 undecidable",
            "they would be: 1 allow, 1 deny, 0 ask, 0 undecidable",
            "1 calls that no policy answered then would be: 0 allow, 1 deny, 0 ask, 0 undecidable",
            "2 records were lost, by the gap records, and are not counted");
  }

  @Test
  void onlyDifferencesHaveAnExitCodeOfTheirOwn() throws IOException {
    new WrittenJournal(folder)
        .decided(Map.of())
        .decided(and(Map.of(), "verdict", "deny", "basis", "fault", "tool", "u"));
    assertThat(replay("tools: {t: {allow: true}}" + NOTED).code()).isZero();
    assertThat(replay("tools: {t: {allow: true}}").code()).isZero();
    assertThat(replay("tools: {t: {allow: false}}").code()).isEqualTo(3);
  }

  @Test
  void countsTheCallsThatItCannotDecide() throws IOException {
    new WrittenJournal(folder)
        .decided(Map.of())
        .decided(and(Map.of(), "verdict", "deny", "basis", "fault"));
    Run run = replay("tools: {t: {allow: true}}", "--json");
    assertThat(run.out().get(2)).startsWith("{\"different\":0,\"undecidable\":2,");
    assertThat(run.code()).isZero();
  }

  @Test
  void aPersonOnRecordIsTheSameAsAnApprovalThatWouldBeAskedFor() throws IOException {
    new WrittenJournal(folder)
        .decided(and(Map.of(), "basis", "approval", "approvedBy", "eve"))
        .decided(and(Map.of(), "basis", "approval", "approvedBy", "eve", "verdict", "deny"))
        .decided(and(Map.of(), "basis", "approval", "verdict", "deny"));
    assertThat(rows("tools: {t: {allow: true, requires_approval_if: ''}}" + NOTED)).isEmpty();
    assertThat(rows("tools: {t: {allow: true}}" + NOTED))
        .containsExactly("2 ask>allow tools.t", "3 ask>allow tools.t");
  }

  @Test
  void neverGuessesAboutArgumentsThatWereNotKept() throws IOException {
    String policy =
        "tools: {wire: {allow: true, requires_approval_if: 'args.n > 5'}, no: {allow: false}}";
    new WrittenJournal(folder)
        .decided(and(Map.of(), "tool", "wire"))
        .decided(and(Map.of(), "tool", "no"))
        .decided(and(with("{\"n\":7}"), "tool", "wire"))
        .decided(and(with("{\"n\":3}"), "tool", "wire"))
        .decided(and(with("{\"n\":3}"), "tool", "wire", "argumentsDigest", "sha256:00"))
        .decided(Map.of("tool", "\"wire\"", "argumentsOmitted", "7"));
    assertThat(rows(policy))
        .containsExactly(
            "2 allow>undecidable the arguments were not kept",
            "3 allow>deny tool denied by policy",
            "4 allow>ask requires_approval",
            "6 allow>undecidable the arguments were not kept",
            "7 allow>undecidable the arguments were not kept");
  }

  @Test
  void leavesOpenWhatAScanOfTheArgumentsCouldFind() throws IOException {
    new WrittenJournal(folder)
        .decided(Map.of())
        .decided(with("{\"a\":\"secret\"}"))
        .decided(with("{\"a\":\"[REDACTED]\"}"));
    String block = "data: {sensitive_patterns: ['secret'], credential_action: block}";
    assertThat(rows(block))
        .hasSize(2)
        .first()
        .isEqualTo("2 allow>undecidable the arguments were not kept");
    assertThat(rows(block).get(1)).startsWith("3 allow>deny ");
    assertThat(rows(block.replace("block", "alert_only"))).isEmpty();
    assertThat(rows(block.replace("block", "redact_only"))).hasSize(1);
    assertThat(rows("tools: {t: {allow: true}}"))
        .containsExactly("2 allow>undecidable the arguments were not kept");
  }

  @ParameterizedTest
  @CsvSource({"cut, tool", "cut, agent", "action, odd", "time, yesterday"})
  void leavesOpenWhatTheRecordDoesNotTell(String field, String value) throws IOException {
    String json = field.equals("cut") ? "[\"" + value + "\"]" : '"' + value + '"';
    new WrittenJournal(folder).decided(Map.of(field, json));
    assertThat(rows("tools: {t: {allow: true}}"))
        .containsExactly("2 allow>undecidable the record does not tell all of the call");
  }

  @Test
  void aUrlCountsOnlyWithTheArguments() throws IOException {
    String network = "network: {allowlist: ['a.test']}";
    new WrittenJournal(folder)
        .decided(and(with(""), "action", "network_call", "targetUrl", "https://a.test/x"))
        .decided(and(with(""), "action", "network_call", "targetUrl", "https://b.test/x"))
        .decided(and(Map.of(), "action", "network_call"));
    assertThat(rows(network)).hasSize(2);
    assertThat(rows(network).get(0)).startsWith("3 allow>deny ");
    assertThat(rows(network).get(1)).startsWith("4 allow>undecidable ");
  }

  @Test
  void countsLimitsInTheOrderAndAtTheTimesOfTheRecords() throws IOException {
    WrittenJournal journal = new WrittenJournal(folder);
    for (String time : List.of("12:00", "12:10", "12:40", "12:50", "14:00")) {
      journal.decided(and(Map.of(), "agent", "a", "time", "2026-11-25T" + time + ":00.000000000Z"));
    }
    journal.decided(and(Map.of(), "agent", "b", "time", "2026-11-25T14:00:00.000000000Z"));
    assertThat(rows("tools: {t: {allow: true, limit_per_hour: 1}}" + NOTED))
        .extracting(row -> row.replaceAll("(.*>\\w+) .*", "$1"))
        .containsExactly("3 allow>deny", "4 allow>deny", "5 allow>deny");
  }

  @Test
  void schedulesHoldAtTheTimeOfTheRecord() throws IOException {
    new WrittenJournal(folder)
        .decided(and(Map.of(), "time", "2026-11-25T12:30:00.000000000Z"))
        .decided(and(Map.of(), "time", "2026-11-25T18:30:00.000000000Z"));
    assertThat(
            rows("schedule: {active_hours: {start: '09:00', end: '17:00', timezone: UTC}}" + NOTED))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("3 allow>deny ");
  }

  @Test
  void complainsAboutThePolicyAsCheckDoes() throws IOException {
    new WrittenJournal(folder);
    Run run = replay("tools: 7");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().get(0)).contains("new.yaml:1:");
  }

  @Test
  void saysInJsonHowManyThereAre() throws IOException {
    new WrittenJournal(folder).decided(Map.of()).append("x\n");
    Run run = replay("tools: {'*': {allow: false}}", "--json");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).hasSize(1);
    assertThat(run.out().get(1))
        .isEqualTo(
            "{\"different\":1,\"undecidable\":0,\"lost\":0,\"answered\":{\"allow\":0,\"deny\":1,\"ask\":0,\"undecidable\":0},"
                + "\"unanswered\":{\"allow\":0,\"deny\":0,\"ask\":0,\"undecidable\":0}}");
  }
}
