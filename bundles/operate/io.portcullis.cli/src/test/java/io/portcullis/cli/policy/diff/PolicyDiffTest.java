// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.diff;

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

class PolicyDiffTest {
  private static final String HEADER = "apiVersion: portcullis/v1\nkind: Policy\nspec:\n";
  private static final String OLD =
      """
      rules:
        - {name: read, tools: [read], effect: allow}
        - {name: large, tools: [pay], when: args.amount > 10, effect: ask}
        - {name: pay, tools: [pay], effect: allow}
      """;

  @TempDir private Path folder;
  @TempDir private Path journalFolder;

  private String file(String name, String spec) throws IOException {
    return Files.writeString(folder.resolve(name), HEADER + spec.indent(2)).toString();
  }

  private Run diff(String old, String changed, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("policy", "diff", file("old.yaml", old), file("new.yaml", changed)));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private Run diffWithJournal(String changed, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("--journal", journalFolder.toString()));
    all.addAll(List.of(more));
    return diff(OLD, changed, all.toArray(String[]::new));
  }

  private static Map<String, String> call(String tool, String arguments) {
    Map<String, String> values = new HashMap<>();
    values.put("tool", '"' + tool + '"');
    values.put("arguments", '"' + arguments.replace("\"", "\\\"") + '"');
    values.put("argumentsDigest", '"' + ToolCall.of("t", arguments).argumentsDigest() + '"');
    return values;
  }

  @Test
  void callThatOnlyTheNewPolicyAllowsFails() throws IOException {
    new WrittenJournal(journalFolder)
        .decided(call("read", "{}"))
        .decided(call("pay", "{\"amount\":20}"))
        .decided(call("pay", "{\"amount\":30}"))
        .decided(call("drop", "{}"))
        .record("gap", Map.of("lost", "2"));
    Run run = diffWithJournal(OLD.replace("> 10", "> 100"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().get(0)).matches(" +count +was +would be +tool +by +would be by");
    assertThat(run.out().get(1)).matches(" +2 +ask +allow +pay +large +pay");
    assertThat(run.out().subList(2, 6))
        .containsExactly(
            "",
            "4 recorded calls: 2 decided differently, 2 the same, 0 undecidable",
            "2 calls are newly allowed",
            "2 records were lost, by the gap records, and are not counted");
  }

  @Test
  void callThatTheNewPolicyRestrictsIsNoFailure() throws IOException {
    new WrittenJournal(journalFolder)
        .decided(call("read", "{}"))
        .decided(call("pay", "{\"amount\":5}"));
    Run run = diffWithJournal(OLD.replace("> 10", "> 1").replace("[read]", "[reads]"), "--json");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsExactly(
            "{\"tool\":\"read\",\"was\":\"allow\",\"by\":\"read\",\"wouldBe\":\"deny\","
                + "\"wouldBeBy\":\"default\",\"count\":1}",
            "{\"tool\":\"pay\",\"was\":\"allow\",\"by\":\"pay\",\"wouldBe\":\"ask\","
                + "\"wouldBeBy\":\"large\",\"count\":1}",
            "{\"calls\":2,\"different\":2,\"same\":0,\"undecidable\":0,\"newlyAllowed\":0,\"lost\":0}");
  }

  @Test
  void sameVerdictByAnotherRuleIsNoChange() throws IOException {
    new WrittenJournal(journalFolder).decided(call("read", "{}"));
    Run run = diffWithJournal(OLD.replace("name: read", "name: reads"), "--json");
    assertThat(run.line()).startsWith("{\"calls\":1,\"different\":0,\"same\":1,");
  }

  @Test
  void callWithoutArgumentsIsCountedAsUndecidable() throws IOException {
    new WrittenJournal(journalFolder)
        .decided(Map.of("tool", "\"pay\""))
        .decided(Map.of("tool", "\"read\""));
    Run run = diffWithJournal(OLD.replace("> 10", "> 100"));
    assertThat(run.out())
        .contains("2 recorded calls: 0 decided differently, 1 the same, 1 undecidable");
    assertThat(run.code()).isZero();
  }

  @Test
  void eachPolicyCountsByTheRecordsBefore() throws IOException {
    WrittenJournal journal = new WrittenJournal(journalFolder);
    for (int i = 0; i < 3; i++) {
      journal.decided(call("read", "{}"));
    }
    String limited =
        """
        counters: {reads: {tools: [read], window: 1h}}
        rules:
          - {name: read, tools: [read], effect: allow}
          - {name: cap, tools: [read], when: counters.reads.count >= 1, effect: deny}
        """;
    Run run = diffWithJournal(limited, "--json");
    assertThat(run.out().get(0)).contains("\"wouldBeBy\":\"cap\",\"count\":2");
  }

  @Test
  void damagedJournalIsBadInput() throws IOException {
    new WrittenJournal(journalFolder).decided(call("read", "{}")).append("x\n");
    Run run = diffWithJournal(OLD);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasSize(1);
  }

  @Test
  void badInputIsRefused() throws IOException {
    String good = file("good.yaml", OLD);
    String bad = file("bad.yaml", "rules: 7");
    assertThat(Run.of("policy", "diff", good, bad).code()).isEqualTo(2);
    assertThat(Run.of("policy", "diff", bad, good).err().get(0)).contains("bad.yaml:4:");
    assertThat(Run.of("policy", "diff", good).err().get(0)).contains("two policies are needed");
    assertThat(Run.of("policy", "diff", good, good, good).code()).isEqualTo(2);
    assertThat(Run.of("policy", "diff", good, good, "--journal", "/none").err().get(0))
        .contains("/none: it does not exist");
  }

  @Test
  void contentsAreComparedWithoutAJournal() throws IOException {
    String old = OLD + "variables: {limit: '10'}\ntools:\n  a: {allow: true}\n";
    String changed =
        """
        default: deny
        tools:
          a:
            allow: false
        variables: {limit: "10"}
        rules:
          - {name: read, tools: [read, list], effect: deny}
          - {effect: ask, name: large, tools: ["pay"], when: 'args.amount > 10'}
          - {name: other, tools: [other], effect: allow}
        """;
    Run run = diff(old, changed);
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsExactly(
            "rule added: other (new.yaml:12)",
            "rule removed: pay (old.yaml:7)",
            "rule changed: read (new.yaml:10): effect, tools",
            "section added: default (new.yaml:4)",
            "section changed: tools.a (new.yaml:6)");
    assertThat(diff(old, changed, "--json").out().get(2))
        .isEqualTo(
            "{\"kind\":\"rule\",\"change\":\"changed\",\"name\":\"read\",\"place\":\"new.yaml:10\","
                + "\"keys\":[\"effect\",\"tools\"]}");
  }

  @Test
  void layoutCommentsAndMetadataAreNoDifference() throws IOException {
    assertThat(diff(OLD, "# comment\n" + OLD.replace("[pay]", "[ 'pay' ]")).line())
        .isEqualTo("the policies have the same rules and sections");
    assertThat(diff(OLD, OLD, "--json").out()).isEmpty();
  }

  @Test
  void ruleThatMovesToAnotherDocumentOfAFolderIsAChange() throws IOException {
    Path old = Files.createDirectory(folder.resolve("old"));
    Path changed = Files.createDirectory(folder.resolve("new"));
    file("old/a.yaml", "scope: global\n" + OLD);
    file("old/b.yaml", "scope: team:x\ndefault: deny\n");
    file("new/a.yaml", "scope: global\ndefault: deny\n");
    file("new/b.yaml", "scope: team:x\ndefault: deny\n" + OLD);
    Run run = Run.of("policy", "diff", old.toString(), changed.toString());
    assertThat(run.out())
        .containsExactly(
            "rule changed: large (b.yaml:8): document",
            "rule changed: pay (b.yaml:9): document",
            "rule changed: read (b.yaml:7): document",
            "section added: default (a.yaml:5)");
  }
}
