// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolValidationTest {
  private static final String TOOLS =
      """
      [{"name": "pay", "annotations": {"destructiveHint": true}, "inputSchema": {"type": "object", "properties":
         {"amount": {"type": "number"}, "currency": {"type": "string"}, "to": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
          "note": {"type": ["string", "null"]}, "lines": {"type": "array", "items": {"type": "string"}},
          "urgent": {"type": "boolean"}, "memo": {"type": "object"}, "kind": {"enum": ["a", "b"]}, "any": {}}}},
       {"name": "read_file", "annotations": {"readOnlyHint": true}, "inputSchema": {"type": "object", "properties": {"path": {"type": "string"}}}},
       {"name": "list_dir", "annotations": {"readOnlyHint": true}, "inputSchema": {"type": "object", "properties": {"directory": {"type": "string"}}}},
       {"name": "open", "inputSchema": {"type": "object", "properties": {"path": {"type": "string"}}, "additionalProperties": true}},
       {"name": "plain"}]
      """;

  @TempDir private Path folder;
  private Path tools;

  @BeforeEach
  void writeTools() throws IOException {
    tools = Files.writeString(folder.resolve("tools.json"), TOOLS);
  }

  private Run validate(String rules, String... more) {
    String policy = "apiVersion: portcullis/v1\nkind: Policy\nspec:\n  rules:\n" + rules + "\n";
    return Run.reading(
        policy,
        more.length == 0
            ? new String[] {"policy", "validate", "--tools", tools.toString(), "-"}
            : more);
  }

  private static String rule(String tools, String when) {
    return "    - {name: r, tools: [%s], effect: deny, when: '%s'}"
        .formatted(tools, when.replace("'", "''"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "pay ~ args.amout > 5 ~ the tool 'pay' has no argument 'amout'; did you mean 'amount'?",
        "pay ~ has(args.amout) ~ the tool 'pay' has no argument 'amout'; did you mean 'amount'?",
        "pay ~ args[\"amout\"] > 5 ~ the tool 'pay' has no argument 'amout'; did you mean"
            + " 'amount'?",
        "pay ~ args.zzzz == 5 ~ the tool 'pay' has no argument 'zzzz'",
        "pay ~ args.amount > \"5\" ~ args.amount of the tool 'pay' is a number, but this condition"
            + " needs a text",
        "pay ~ \"5\" < args.amount ~ args.amount of the tool 'pay' is a number, but this condition"
            + " needs a text",
        "pay ~ args.amount in [\"5\"] ~ args.amount of the tool 'pay' is a number, but this"
            + " condition needs a text",
        "pay ~ args.currency == 5 ~ args.currency of the tool 'pay' is a text, but this condition"
            + " needs a number",
        "pay ~ args.kind == 1.5 ~ args.kind of the tool 'pay' is a text, but this condition needs a"
            + " number",
        "pay ~ args.urgent == \"true\" ~ args.urgent of the tool 'pay' is true or false, but this"
            + " condition needs a text",
        "pay ~ !args.amount ~ args.amount of the tool 'pay' is a number, but this condition needs"
            + " true or false",
        "pay ~ args.amount.startsWith(\"5\") ~ args.amount of the tool 'pay' is a number, but this"
            + " condition needs a text",
        "pay ~ path(args.lines).within(\"/a\") ~ args.lines of the tool 'pay' is a list, but this"
            + " condition needs a text",
        "pay ~ args.currency.exists(c, c == \"x\") ~ args.currency of the tool 'pay' is a text, but"
            + " this condition needs an object or a list",
        "pay ~ args.amount.value > 5 ~ args.amount of the tool 'pay' is a number, but this"
            + " condition needs an object",
        "pay ~ args.currency * 2.0 > 5 ~ args.currency of the tool 'pay' is a text, but this"
            + " condition needs a number",
        "'read_file, list_dir' ~ path(args.path).name() == \"x\" ~ the tool 'list_dir' has no"
            + " argument 'path', so the condition fails for each of its calls",
      })
  void reportsAConditionThatTheSchemaExcludes(String names, String when, String message) {
    Run run = validate(rule(names, when));
    assertThat(run.out().get(0)).matches("-:5:\\d+: \\Q" + message + "\\E.*");
    assertThat(run.out().get(2)).matches(" *\\^");
    assertThat(run.out()).hasSize(3);
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "pay ~ args.amount > 5 && args.amount < 9.5",
        "pay ~ args.amount == null",
        "pay ~ args.note == null || args.note == \"x\"",
        "pay ~ args.to == \"x\" || args.to.exists(t, t == \"x\")",
        "pay ~ args.lines.all(amout, amout == \"x\")",
        "pay ~ size(args.lines) > 1 && args.lines[0] == \"x\" && \"x\" in args.lines",
        "pay ~ args.memo.iban == \"x\" && \"iban\" in args.memo",
        "pay ~ args.kind in [\"a\", 5]",
        "pay ~ args.any > 5 || args.any == \"x\"",
        "pay ~ strings(args).exists(s, s == \"x\")",
        "pay ~ args.amount + 1.0 > double(args.currency)",
        "open ~ has(args.mode) && args.mode == 5",
        "plain ~ args.x == 5",
        "'read_file, list_dir' ~ has(args.path) && args.path == \"x\"",
        "'read_file, list_dir' ~ tool == \"read_file\" && args.path == \"x\"",
        "'*' ~ has(args.path) && args.path == \"x\"",
        "'mcp:resources/read' ~ args.uri == \"x\"",
      })
  void acceptsAConditionThatFits(String names, String when) {
    assertThat(
            validate(
                    rule(
                        names
                            .replace("mcp:resources/read", "\"mcp:resources/read\"")
                            .replace("*", "\"*\""),
                        when))
                .out())
        .containsExactly("-: ok");
  }

  @Test
  void readsAllFormsOfTheAnswer() throws IOException {
    for (String form :
        List.of(
            "%s", "{\"tools\": %s}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":%s}}")) {
      Files.writeString(tools, form.formatted(TOOLS));
      assertThat(validate(rule("pay", "args.amout > 5")).out().get(0)).contains("'amount'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "{}", "[", "[{}]", "[]", "{\"error\":{\"code\":1}}"})
  void refusesAFileThatIsNoListOfTools(String text) throws IOException {
    Files.writeString(tools, text);
    Run run = validate(rule("pay", "true"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().get(0)).startsWith("portcullis: " + tools + ": ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void reportsANameThatIsProbablyMisspeltAsAnError() {
    Run run = validate("    - {name: r, tools: [read_fil], effect: deny}");
    assertThat(run.out())
        .containsExactly("-:5:14: no tool is named 'read_fil'; did you mean 'read_file'?");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void warnsOfANameThatMayBelongToAnotherServer() {
    Run run = validate("    - {name: r, tools: [send_mail, \"git_*\"], effect: deny}");
    assertThat(run.out())
        .containsExactly(
            "-:5:14: warning: no tool is named 'send_mail'",
            "-:5:14: warning: no tool has a name like 'git_*'",
            "-: ok");
    assertThat(run.code()).isZero();
  }

  @Test
  void reportsARedactionOfAnArgumentThatDoesNotExist() {
    Run run = validate("    - {name: r, tools: [read_file], effect: allow, redact: [/paht]}");
    assertThat(run.out())
        .containsExactly(
            "-:5:14: the tool 'read_file' has no argument 'paht' to redact; did you mean 'path'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "false",
        "1 > 2",
        "args.amount > 5 && args.amount < 3",
        "args.amount >= 5 && 5.0 > args.amount",
        "args.currency == \"a\" && args.currency == \"b\"",
        "args.amount == 5 && args.amount > 5.0",
        "tool == \"read_file\""
      })
  void warnsOfAConditionThatNeverHolds(String when) {
    Run run = validate(rule("pay", when));
    assertThat(run.out().get(0)).contains(": warning: the condition can never hold");
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.amount >= 5 && args.amount <= 5.0",
        "args.amount > 5 || args.amount < 3",
        "!(args.amount > 5 && args.amount < 3)",
        "args.currency == \"a\" && args.amount == 5 && args.amount == 5.0",
        "true"
      })
  void doesNotWarnOfAConditionThatMayHold(String when) {
    assertThat(validate(rule("pay", when)).out()).containsExactly("-: ok");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "tools: [pay] ~ tools: [pay]",
        "tools: [\"p*\"] ~ tools: [pay]",
        "tools: [\"*\"] ~ tools: [\"p*\"], when: 'true'",
        "actions: [tool_call] ~ tools: [pay], actions: [tool_call]",
        "tools: [pay], teams: [x, y] ~ tools: [pay], teams: [x], agents: [z]"
      })
  void warnsOfARuleWhoseCallsAreAllDenied(String denied, String allowed) {
    String rules =
        "    - {name: never, effect: deny, %s}\n    - {name: shadow, effect: ask, %s}"
            .formatted(denied, allowed);
    Run run = validate(rules, "policy", "validate", "-");
    assertThat(run.out())
        .containsExactly(
            "-:6:14: warning: the rule has no effect: 'never' denies all its calls", "-: ok");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "tools: [pay], when: 'true' ~ tools: [pay]",
        "tools: [pay] ~ tools: [\"p*\"]",
        "tools: [pay] ~ agents: [x]",
        "tools: [pay], teams: [x] ~ tools: [pay]",
        "tools: [pay], teams: [x] ~ tools: [pay], teams: [y]",
        "tools: [pay], actions: [tool_result] ~ tools: [pay]"
      })
  void doesNotWarnOfARuleThatHasCallsOfItsOwn(String denied, String allowed) {
    String rules =
        "    - {name: never, effect: deny, %s}\n    - {name: other, effect: ask, %s}"
            .formatted(denied, allowed);
    assertThat(validate(rules, "policy", "validate", "-").out()).containsExactly("-: ok");
  }

  @Test
  void warnsOfADestructiveToolThatIsAllowedWithoutACondition() {
    Run run = validate("    - {name: r, tools: [\"*\"], effect: allow}");
    assertThat(run.out())
        .containsExactly(
            "-:5:14: warning: the rule allows destructive tools with any arguments: 'pay'; write a"
                + " condition, or effect: ask",
            "-: ok");
    assertThat(run.code()).isZero();
    assertThat(
            validate(
                    "    - {name: r, tools: [pay], effect: allow}\n"
                        + "    - {name: s, tools: [pay], effect: ask, when: args.amount > 5}")
                .out())
        .containsExactly("-: ok");
  }

  @Test
  void printsEachProblemAsALineOfJson() throws IOException {
    Run run =
        validate(
            rule("pay", "args.amout > 5"),
            "policy",
            "validate",
            "--json",
            "--tools",
            tools.toString(),
            "-");
    assertThat(run.line())
        .startsWith("{\"file\":\"-\",\"line\":5,\"column\":52,\"severity\":\"error\",")
        .endsWith(
            "\"code\":\"unknown_argument\",\"message\":\"the tool 'pay' has no argument"
                + " 'amout'; did you mean 'amount'?\"}");
    assertThat(run.code()).isEqualTo(1);
    Run broken = Run.reading("spec: [", "policy", "validate", "--json", "-");
    assertThat(broken.line()).contains("\"severity\":\"error\",\"code\":\"invalid_document\"");
    Run good = validate(rule("pay", "true"), "policy", "validate", "--json", "-");
    assertThat(good.out()).isEmpty();
    assertThat(good.code()).isZero();
  }

  @Test
  void readsStandardInputOnce() {
    assertThat(Run.reading("", "policy", "validate", "-", "-").code()).isEqualTo(2);
    Run empty = Run.reading("", "policy", "validate", "-");
    assertThat(empty.code()).isEqualTo(1);
    assertThat(empty.out().get(0)).startsWith("-:1:1: ");
    assertThat(Run.reading("#".repeat(1 << 21), "policy", "validate", "-").line())
        .contains("larger than");
  }
}
