// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.cli.Run;
import io.portcullis.cli.journal.records.WrittenJournal;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalExportTest {
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  @TempDir private Path folder;

  private WrittenJournal journal() {
    return new WrittenJournal(folder)
        .decided(
            Map.of(
                "agent", "\"a-1\"",
                "team", "\"ops\"",
                "org", "\"acme\"",
                "trace", "\"t1\"",
                "call", "\"x\"",
                "policyDigest", "\"" + DIGEST + "\""))
        .record("ended", Map.of("call", "\"x\"", "outcome", "\"completed\"", "tool", "\"t\""))
        .decided(Map.of("verdict", "\"deny\"", "reason", "\"é \uD83D\uDE00\""))
        .record("ended", Map.of("call", "\"y\"", "outcome", "\"denied\"", "tool", "\"t\""))
        .record("event", Map.of("event", "\"approval_requested\""))
        .record("event", Map.of("event", "\"approval_granted\""))
        .record("event", Map.of("event", "\"approval_denied\""))
        .record("event", Map.of("event", "\"approval_expired\""))
        .seal()
        .begin()
        .record(
            "event",
            Map.of(
                "event",
                "\"policy_reloaded\"",
                "time",
                "\"+1000000000-12-31T23:59:59.999999999Z\""))
        .record("gap", Map.of("lost", "1", "time", "\"1969-01-01T00:00:00.000000000Z\""))
        .record("recovered", Map.of("chained", "1", "policyDigest", "\"odd\""))
        .head();
  }

  private Run export(String... more) {
    String[] arguments = {"journal", "export", "--format", "assembly", folder.toString()};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Run.of(all);
  }

  /** The members of a line: texts, numbers, and arrays of bytes. */
  private static Map<String, Object> read(String line) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        switch (parser.nextToken()) {
          case VALUE_STRING -> members.put(name, parser.getText());
          case VALUE_NUMBER_INT -> members.put(name, parser.getLongValue());
          default -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              assertThat(parser.getIntValue()).isBetween(0, 255);
              bytes.write(parser.getIntValue());
            }
            members.put(name, bytes.toByteArray());
          }
        }
      }
    }
    return members;
  }

  private static final Map<String, Integer> ORDINALS =
      Map.of(
          "ToolCallIntercepted", 0,
          "PolicyViolation", 1,
          "ApprovalRequested", 3,
          "ApprovalGranted", 4,
          "ApprovalDenied", 5,
          "ApprovalTimedOut", 8,
          "ToolDispatched", 13,
          "GovernanceMutation", 22);

  private static void text(DataOutputStream out, Object text) throws IOException {
    if (text != null) {
      byte[] bytes = ((String) text).getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  /** Upstream's rule: hash, linkage, sequence from 0. */
  private static void verifyUpstream(List<String> lines) throws IOException {
    byte[] previous = new byte[32];
    for (int i = 0; i < lines.size(); i++) {
      Map<String, Object> entry = read(lines.get(i));
      assertThat(entry.get("seq")).isEqualTo((long) i);
      assertThat((byte[]) entry.get("previous_hash")).isEqualTo(previous);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(i);
      out.writeLong((long) entry.get("timestamp_ns"));
      out.writeInt(ORDINALS.get((String) entry.get("event_type")));
      assertThat((byte[]) entry.get("agent_id")).hasSize(16);
      assertThat((byte[]) entry.get("session_id")).hasSize(16);
      out.write((byte[]) entry.get("agent_id"));
      out.write((byte[]) entry.get("session_id"));
      out.write(previous);
      out.write(((String) entry.get("payload")).getBytes(StandardCharsets.UTF_8));
      text(out, entry.get("team_id"));
      text(out, entry.get("org_id"));
      text(out, entry.get("policy_doc_id"));
      assertThat((byte[]) entry.get("entry_hash"))
          .isEqualTo(WrittenJournal.sha256(bytes.toByteArray()));
      previous = (byte[]) entry.get("entry_hash");
    }
  }

  @Test
  void meetsTheRuleOfUpstreamsVerifier() throws IOException {
    journal();
    Run run = export();
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).hasSize(11);
    verifyUpstream(run.out());
  }

  @Test
  void namesTheEventsAsUpstreamDoes() throws IOException {
    journal();
    List<String> types =
        export().out().stream()
            .map(line -> line.replaceAll(".*\"event_type\":\"(\\w+)\".*", "$1"))
            .toList();
    assertThat(types)
        .containsExactly(
            "ToolCallIntercepted",
            "ToolDispatched",
            "PolicyViolation",
            "PolicyViolation",
            "ApprovalRequested",
            "ApprovalGranted",
            "ApprovalDenied",
            "ApprovalTimedOut",
            "GovernanceMutation",
            "GovernanceMutation",
            "GovernanceMutation");
  }

  @Test
  void saysOfBothRecordsOfACallWhoMadeIt() throws IOException {
    journal();
    List<String> lines = export().out();
    for (Map<String, Object> entry : List.of(read(lines.get(0)), read(lines.get(1)))) {
      assertThat((byte[]) entry.get("agent_id")).isEqualTo(half("a-1"));
      assertThat((byte[]) entry.get("session_id")).isEqualTo(half("t1"));
      assertThat(entry)
          .containsEntry("team_id", "ops")
          .containsEntry("org_id", "acme")
          .containsEntry("policy_doc_id", DIGEST);
    }
    Map<String, Object> nobody = read(lines.get(3));
    assertThat((byte[]) nobody.get("agent_id")).isEqualTo(half(""));
    assertThat(nobody).doesNotContainKeys("team_id", "org_id", "policy_doc_id");
  }

  private static byte[] half(String text) {
    return Arrays.copyOf(WrittenJournal.sha256(text.getBytes(StandardCharsets.UTF_8)), 16);
  }

  @Test
  void carriesTheBodyAndItsTime() throws IOException {
    journal();
    List<String> lines = export().out();
    Map<String, Object> denied = read(lines.get(2));
    assertThat((String) denied.get("payload"))
        .contains("\"reason\":\"é \uD83D\uDE00\"")
        .startsWith("{\"action\":");
    assertThat(denied).containsEntry("timestamp_ns", 1_795_622_400_123_456_789L);
    assertThat(read(lines.get(8))).containsEntry("timestamp_ns", Long.MAX_VALUE);
    assertThat(read(lines.get(9))).containsEntry("timestamp_ns", 0L);
    assertThat(lines).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 127));
  }

  @Test
  void writesAFileAndNeverOverOne() throws IOException {
    journal();
    Path file = folder.resolve("out");
    Run run = export("--out", file.toString());
    assertThat(run).isEqualTo(new Run(0, List.of(), List.of()));
    verifyUpstream(Files.readAllLines(file));
    assertThat(export("--out", file.toString()).err().get(0)).endsWith("it exists already");
  }

  @Test
  void exportsNothingOfAJournalThatDoesNotVerifyUnlessForced() throws IOException {
    WrittenJournal journal = journal().append("x\n").decided(Map.of());
    Run refused = export();
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().get(0))
        .contains(journal.file(2).getFileName() + ":5: no canonical JSON");
    Run forced = export("--force");
    assertThat(forced.code()).isEqualTo(1);
    assertThat(forced.out()).hasSize(12);
    verifyUpstream(forced.out());
  }
}
