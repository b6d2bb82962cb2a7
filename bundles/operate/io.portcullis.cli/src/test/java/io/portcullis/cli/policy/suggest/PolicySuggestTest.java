// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.suggest;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicySuggestTest {
  @TempDir private Path folder;
  @TempDir private Path output;
  private WrittenJournal journal;

  @BeforeEach
  void begin() {
    journal = new WrittenJournal(folder);
  }

  private void called(String tool, String arguments, String... more) {
    Map<String, String> values = new HashMap<>();
    values.put("tool", json(tool));
    if (!arguments.isEmpty()) {
      values.put("arguments", json(arguments));
      values.put("argumentsDigest", json(ToolCall.of("t", arguments).argumentsDigest()));
    }
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], json(more[i + 1]));
    }
    journal.decided(values);
  }

  private static String json(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Path policy() {
    return output.resolve("policy.yaml");
  }

  /** Writes the policy, which must be valid and decide each of the recorded calls as before. */
  private String suggest(String... more) throws IOException {
    String[] words = {
      "policy", "suggest", "--journal", folder.toString(), "--out", policy().toString()
    };
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    Run run = Run.of(all.toArray(String[]::new));
    assertThat(run.code()).as("%s", run).isZero();
    assertThat(Run.of("policy", "validate", policy().toString()).out())
        .containsExactly(policy() + ": ok");
    return Files.readString(policy());
  }

  private List<String> replayed() {
    return Run.of("journal", "replay", folder.toString(), "--policy", policy().toString(), "--json")
        .out();
  }

  private String decision(String tool, String arguments) {
    Run run = Run.of("check", "--policy", policy().toString(), "--tool", tool, "--args", arguments);
    return run.code() == 0 ? "allow" : run.code() == 4 ? "ask" : "deny";
  }

  @Test
  void allowsTheRecordedCallsAndFencesTheirPathsIn() throws IOException {
    called("read", "{\"path\":\"/srv/reports/2026/a\"}");
    called("read", "{\"path\":\"/srv/reports/b\",\"head\":5}");
    called("move", "{\"source\":\"/srv/reports/a\",\"destination\":\"/srv/old/a\"}");
    called("clock", "{}");
    called("delete", "{}", "verdict", "deny");
    String text = suggest();
    assertThat(text)
        .contains(
            "# The smallest policy that allows 4 recorded calls.\n",
            "    # 2 calls\n    # Fenced in: path, by the common folder of its values.\n",
            "when: 'path(args.path).within(\"/srv/reports\")'");
    assertThat(replayed())
        .singleElement()
        .asString()
        .contains("\"different\":0,\"undecidable\":0", "\"allow\":4,\"deny\":1");
    assertThat(decision("read", "{\"path\":\"/srv/reports/z\"}")).isEqualTo("allow");
    assertThat(decision("read", "{\"path\":\"/srv/keys\"}")).isEqualTo("deny");
    assertThat(decision("move", "{\"source\":\"/srv/reports/b\",\"destination\":\"/tmp/b\"}"))
        .isEqualTo("deny");
    assertThat(decision("clock", "{}")).isEqualTo("allow");
    assertThat(decision("delete", "{}")).isEqualTo("deny");
  }

  @Test
  void allowsDeniedCallsOnlyIfTheyAreIncluded() throws IOException {
    called("read", "{}");
    called("delete", "{}", "verdict", "deny");
    called("rejected", "{}", "verdict", "deny", "basis", "approval", "approvedBy", "eve");
    assertThat(suggest("--include", "denied")).contains("    # 1 calls, 1 denied\n");
    assertThat(decision("delete", "{}")).isEqualTo("allow");
    assertThat(decision("rejected", "{}")).isEqualTo("deny");
  }

  @Test
  void keepsAskingForCallsThatPersonsApproved() throws IOException {
    called("pay", "{}", "basis", "approval", "approvedBy", "eve");
    called("mail", "{}", "basis", "approval", "approvedBy", "eve");
    called("mail", "{}");
    assertThat(suggest()).contains("    # 2 calls, 1 approved by a person\n");
    assertThat(decision("pay", "{}")).isEqualTo("ask");
    assertThat(decision("mail", "{}")).isEqualTo("allow");
  }

  @Test
  void proposesNoFenceWithoutArguments() throws IOException {
    called("read", "{\"path\":\"/srv/a\"}");
    called("read", "");
    assertThat(suggest())
        .contains("    # No fence: the arguments of 1 calls were not kept or cannot be read.\n")
        .doesNotContain("when:");
    assertThat(replayed()).singleElement().asString().contains("\"different\":0,\"undecidable\":0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"path\":\"/a/x\"}                 | {\"path\":\"/b/y\"}       | no common folder",
        "{\"path\":\"/a/x\"}                 | {\"path\":\"x\"}          | no common folder",
        "{\"path\":\"/a/x\"}                 | {\"path\":\"/a/%2e\"}     | no common folder",
        "{\"path\":\"/a/x\"}                 | {\"path\":5}              | no common folder",
        "{\"path\":\"/a/x\"}                 | {\"path\":[\"/a/y\"]}     | no common folder",
        "{\"path\":\"/a/x\",\"path\u200b\":\"/a/y\"} | {\"path\":\"/a/z\"}     | would not pass it",
      })
  void proposesNoFenceThatARecordedCallDoesNotPass(String one, String other, String reason)
      throws IOException {
    called("read", one);
    called("read", other);
    assertThat(suggest()).contains(reason).doesNotContain("when:");
    assertThat(replayed()).singleElement().asString().contains("\"different\":0,\"undecidable\":0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"paths\":[\"/a/b/x\",\"/a/b/y\"]}  | {\"paths\":[\"/a/b/z\"]} | {\"paths\":[\"/a/c\"]}",
        "{\"dir\":\"/a/b/x\"}                 | {}                       | {\"dir\":\"/a/c\"}",
        "{\"dir\":\"/a/b/x\"}                 | {\"dir\":null}           | {\"dir\":\"/a/c\"}",
        "{\"dir\":\"/a/b/x\"}                 | {\"dir\":\"/a/b/x\"}     | {\"dir\":\"/a/c\"}",
      })
  void fencesListsAndOptionalArgumentsIn(String one, String other, String outside)
      throws IOException {
    called("read", one);
    called("read", other);
    assertThat(suggest()).contains("\"/a/b\"");
    assertThat(replayed()).singleElement().asString().contains("\"different\":0,\"undecidable\":0");
    assertThat(decision("read", outside)).isEqualTo("deny");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "read_*",
        "a\"], effect: allow}",
        "x: y # z",
        "\u202ea",
        "a\\b",
        "{}",
        "null"
      })
  void recordedNameAllowsNoOtherTool(String tool) throws IOException {
    called(tool, "{}");
    suggest();
    assertThat(replayed()).singleElement().asString().contains("\"different\":0,\"undecidable\":0");
    assertThat(decision("read_file", "{}")).isEqualTo("deny");
  }

  @Test
  void keepsActionsAndServersApart() throws IOException {
    called("read", "{}", "source", "files");
    called("read", "{\"ok\":true}", "action", "tool_result", "source", "files");
    called("process_exec", "{\"command\":\"ls\"}", "action", "process_exec");
    called("llm_call", "{}", "action", "llm_call");
    String text = suggest();
    assertThat(text)
        .contains("      servers: [files]\n      actions: [tool_call]\n", "name: result-of-read\n");
    assertThat(replayed()).singleElement().asString().contains("\"different\":0,\"undecidable\":0");
    assertThat(decision("read", "{}")).isEqualTo("deny"); // of another server
  }

  @Test
  void writesAnEmptyPolicyForAnEmptyJournal() throws IOException {
    assertThat(suggest()).contains("  rules: []\n");
  }

  @Test
  void replacesAFileOnlyByForce() throws IOException {
    Files.writeString(policy(), "mine");
    Run run =
        Run.of("policy", "suggest", "--journal", folder.toString(), "--out", policy().toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(policy()).hasContent("mine");
    suggest("--force");
  }

  @Test
  void refusesACommandLineThatIsNotComplete() {
    assertThat(Run.of("policy", "suggest").err().get(0)).contains("--journal is missing");
    assertThat(Run.of("policy", "suggest", "--journal", "/none").err().get(0))
        .contains("/none: it does not exist");
    assertThat(
            Run.of("policy", "suggest", "--journal", folder.toString(), "--include", "x")
                .err()
                .get(0))
        .contains("--include");
  }
}
