// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTestCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void writePolicy() throws IOException {
    file(
        "policy.yaml",
        """
        apiVersion: portcullis/v1
        kind: Policy
        metadata: {name: notes}
        spec:
          rules:
            - name: read-in-workspace
              tools: [read_text_file]
              when: path(args.path).within("/home/user/notes")
              effect: allow
            - name: no-dotenv
              tools: [read_text_file]
              when: args.path.endsWith(".env")
              effect: deny
            - name: large-transfer
              tools: [wire_transfer]
              when: args.amount > 1000.0
              effect: ask
            - name: transfer
              tools: [wire_transfer]
              effect: allow
              redact: [/memo]
          tools:
            search: {allow: true, limit_per_hour: 1}
        """);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String cases(String cases) throws IOException {
    return file("cases.yaml", "policy: policy.yaml\ncases:\n" + cases.indent(2));
  }

  @Test
  void everyKindOfExpectationHolds() throws IOException {
    String cases =
        cases(
            """
            - name: reads a note
              call: {tool: read_text_file, args: {path: /home/user/notes/a.md}}
              expect: allow
              rule: read-in-workspace
            - name: denies a path that leaves the workspace
              call: {tool: read_text_file, args: {path: /home/user/notes/../.ssh/id}}
              expect: deny
            - name: denies a dotenv file
              call: {tool: read_text_file, args: {path: /home/user/notes/.env}}
              expect: deny
              rule: no-dotenv
            - name: asks for a large transfer
              call: {tool: wire_transfer, args: {amount: 5000}}
              expect: ask
              redacts: []
            - name: redacts the memo
              call: {tool: wire_transfer, args: {amount: 5, memo: secret}}
              expect: allow
              redacts: [/memo]
            - name: fails on a number that is text
              call: {tool: wire_transfer, args: {amount: "5000"}}
              expect: fault
              rule: large-transfer
            - name: counts earlier calls
              before: [{tool: search, agent: a}]
              call: {tool: search, agent: a}
              at: 2026-01-31T12:00:00Z
              expect: deny
            """);
    Run run = Run.of("policy", "test", cases);
    assertThat(run.out()).containsExactly("7 cases, 0 failed");
    assertThat(run.code()).isZero();
  }

  @Test
  void differenceNamesTheCaseAndTheDecision() throws IOException {
    String cases =
        cases(
            """
            - name: reads a key
              call: {tool: read_text_file, args: {path: /etc/passwd}}
              expect: allow
            """);
    Run run = Run.of("policy", "test", cases);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().get(0))
        .startsWith(cases + ":3: reads a key: expected allow, but the decision is deny by default");
    assertThat(run.out().get(1)).isEqualTo("1 cases, 1 failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {name: a, cal: {tool: t}, expect: deny} | 3:15: unknown key 'cal'",
        "- {name: a, call: {tool: t}, expect: alow} | 3:40: expect must be one of",
        "- {name: a, call: {tool: t}} | 3:5: the key 'expect' is missing",
        "- {name: a, call: {args: {}}, expect: deny} | 3:21: the call is not valid",
        "- {name: a, at: noon, call: {tool: t}, expect: deny} | 3:19: 'at' is not an instant",
        "- {name: a, call: {tool: t, args: {n: .inf}}, expect: deny} | 3:41: JSON has no number",
        "[] | 1:1: the file has no case",
        "- {name: a | 1:1: not valid YAML"
      })
  void errorInTheFileNamesItsPlace(String cases, String problem) throws IOException {
    String file = cases(cases);
    Run run = Run.of("policy", "test", file);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out().get(0)).startsWith(file + ":" + problem);
  }

  @Test
  void earlierCallsOfACaseCountForCountersAndLabels() throws IOException {
    file(
        "policy.yaml",
        """
        apiVersion: portcullis/v1
        kind: Policy
        spec:
          counters:
            spent: {tools: [pay], by: [team], window: 1h, sum: args.amount}
          labels:
            - {add: paid, tools: [pay], after: completed}
          rules:
            - {name: pay, tools: [pay], effect: allow}
            - {name: limit, tools: [pay], when: counters.spent.sum + args.amount > 10.0, effect: deny}
            - {name: mail, tools: [mail], when: '"paid" in labels', effect: allow}
        """);
    String cases =
        cases(
            """
            - name: denies what exceeds the limit
              before: [{tool: pay, args: {amount: 6}, team: a}]
              call: {tool: pay, args: {amount: 6}, team: a}
              at: 2026-01-31T12:00:00Z
              expect: deny
              rule: limit
            - name: counts nothing of another case, of another team, or of a denied call
              before: [{tool: pay, args: {amount: 6}, team: b}, {tool: pay, args: {amount: 60}, team: a}]
              call: {tool: pay, args: {amount: 6}, team: a}
              expect: allow
            - name: counts again after the window
              before: [{tool: pay, args: {amount: 6}, now: '2026-01-31T12:00:00Z'}]
              call: {tool: pay, args: {amount: 6}, now: '2026-01-31T13:00:00Z'}
              expect: allow
            - name: has a label once a call has completed
              before: [{tool: pay, args: {amount: 6}, agent: x}]
              call: {tool: mail, agent: x}
              expect: allow
            - {name: has no label at first, call: {tool: mail, agent: x}, expect: deny}
            """);
    Run run = Run.of("policy", "test", cases);
    assertThat(run.out()).containsExactly("5 cases, 0 failed");
    assertThat(run.code()).isZero();
  }

  @Test
  void documentThatCannotBeUsedIsNamed() throws IOException {
    file("policy.yaml", "tools:\n  t: {alow: true}\n");
    Run run = Run.of("policy", "test", cases("- {name: a, call: {tool: t}, expect: deny}"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out().get(0)).contains("policy.yaml:2:").contains("alow");
  }

  @Test
  void otherDocumentsCanBeTested() throws IOException {
    String other = file("other.yaml", "tools: {'*': {allow: false}}");
    String cases = cases("- {name: a, call: {tool: wire_transfer}, expect: deny}");
    Run run = Run.of("policy", "test", "--policy", other, cases);
    assertThat(run.code()).isZero();
  }

  @Test
  void junitReportHoldsEachCase() throws IOException {
    String cases =
        cases(
            """
            - {name: 'a <b> & "c"', call: {tool: t}, expect: deny}
            - {name: b, call: {tool: t}, expect: allow}
            """);
    Path report = folder.resolve("report.xml");
    Run run = Run.of("policy", "test", cases, "--junit", report.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(report)
        .content()
        .contains("tests=\"2\" failures=\"1\"")
        .contains("name=\"a &lt;b&gt; &amp; &quot;c&quot;\"")
        .contains("<failure message=\"expected allow");
  }

  @Test
  void jsonHasOneLineForEachCase() throws IOException {
    String cases = cases("- {name: a, call: {tool: t}, expect: deny}");
    Run run = Run.of("policy", "test", "--json", cases);
    assertThat(run.line()).contains("\"name\":\"a\"").contains("\"passed\":true");
  }
}
