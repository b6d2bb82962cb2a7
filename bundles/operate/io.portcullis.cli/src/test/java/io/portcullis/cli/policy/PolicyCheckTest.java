// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.portcullis.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCheckTest {
  private static final String POLICY =
      """
      tools:
        "*": {allow: false}
        read_file: {allow: true}
        llm_call: {allow: false}
        wire: {allow: true, requires_approval_if: 'args.amount > 1000'}
      capabilities:
        deny: [file_delete, terminal_exec]
      network:
        allowlist: ["*.example.com"]
      data:
        sensitive_patterns: ['secret-[0-9]+']
      """;

  @TempDir private Path folder;
  private Path policy;

  @BeforeEach
  void write() throws IOException {
    policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  private Run check(String... options) {
    List<String> arguments = new ArrayList<>(List.of("check", "--policy", policy.toString()));
    arguments.addAll(List.of(options));
    return Run.of(arguments.toArray(String[]::new));
  }

  @Nested
  class Verdicts {
    @Test
    void allowWithTheArgumentsOnOneLine() {
      Run run =
          check("--tool", "read_file", "--args", "{ \"n\": 1.50e400,\n \"p\" : [null, true] }");
      assertThat(run.code()).isZero();
      assertThat(run.line())
          .isEqualTo(
              """
              {"verdict":"allow","reason":"allowed by policy","rule":"tools.read_file",\
              "redactions":[],"args":{"n":1.50e400,"p":[null,true]}}\
              """);
      assertThat(run.err()).isEmpty();
    }

    @Test
    void deny() {
      Run run = check("--tool", "delete_all");
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.line())
          .isEqualTo(
              """
              {"verdict":"deny","reason":"tool denied by policy","rule":"tool denied by policy",\
              "redactions":[],"args":{}}\
              """);
      assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "observe", "disabled", "ENFORCE", "Observe", "DISABLED"})
    void pendingVerdictsArePendingWithoutWaitingInEveryMode(String mode) {
      Run run = check("--tool", "wire", "--args", "{\"amount\":1001}", "--mode", mode);
      assertThat(run.code()).isEqualTo(4);
      assertThat(run.line())
          .isEqualTo(
              """
              {"verdict":"pending","reason":"approval required for tool 'wire'",\
              "rule":"requires_approval","redactions":[],"args":{"amount":1001}}\
              """);
    }

    @Test
    void showWhatAnApproverWouldSee() throws IOException {
      Path cascade = Files.createDirectory(folder.resolve("cascade"));
      Files.writeString(
          cascade.resolve("a.yaml"),
          "tools: {wire: {allow: true, requires_approval_if: 'args.amount > 10'}}");
      Files.writeString(cascade.resolve("b.yaml"), "data: {sensitive_patterns: ['secret-[0-9]+']}");
      String[] arguments = {
        "check",
        "--policy",
        cascade.toString(),
        "--tool",
        "wire",
        "--args",
        "{\"amount\":20,\"t\":\"a secret-1\"}"
      };
      Run run = Run.of(arguments);
      assertThat(run.code()).isEqualTo(4);
      assertThat(run.line())
          .endsWith(
              """
              "redactions":[{"path":"/t","replacement":"a [REDACTED]"}],\
              "args":{"amount":20,"t":"a [REDACTED]"}}\
              """);
    }

    @Test
    void warnThatAnEngineWouldRefuseThePolicy() throws IOException {
      Path silent = Files.writeString(folder.resolve("silent.yaml"), "tools: {t: {allow: false}}");
      Run run = Run.of("check", "--policy", silent.toString(), "--tool", "other");
      assertThat(run.code()).isZero();
      assertThat(run.err())
          .singleElement(STRING)
          .startsWith(
              "portcullis: warning: an engine that runs denies every call with this policy: "
                  + silent
                  + ":1:8: no entry \"*\"");
    }

    @Test
    void showRedactionsAndWhatIsLeft() {
      Run run = check("--tool", "read_file", "--args", "{\"a\":{\"b\":[\"x secret-1\"]}}");
      assertThat(run.code()).isZero();
      assertThat(run.line())
          .contains("\"redactions\":[{\"path\":\"/a/b/0\",\"replacement\":\"x [REDACTED]\"}]")
          .endsWith("\"args\":{\"a\":{\"b\":[\"x [REDACTED]\"]}}}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          "{",
          "{\"a\":1,\"a\":2}",
          "{} {}",
          "NaN",
          "{\"a\":\"\\ud800\"}",
          "'x'",
          "{a:1}"
        })
    void denyArgumentsThatAreNoJsonInEveryMode(String arguments) {
      for (String mode : List.of("enforce", "observe", "disabled")) {
        Run run = check("--tool", "read_file", "--args", arguments, "--mode", mode);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.line()).contains("\"verdict\":\"deny\",\"reason\":\"the arguments ");
      }
    }

    @Test
    void showArgumentsOnlyIfTheyAreJson() {
      assertThat(check("--tool", "read_file", "--args", "{").line()).endsWith("\"args\":null}");
      assertThat(check("--tool", "read_file", "--args", "{} {}").line()).endsWith("\"args\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "{\"a\":\"\\ud800\"}", "{\"\\udc00\":1}"})
    void hideArgumentsWithAnEscapedHalfSurrogate(String arguments) {
      Run run = check("--tool", "read_file", "--args", arguments);
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.line()).endsWith("\"args\":null}");
    }

    @Test
    void showArgumentsWithAnEscapedWholeSurrogatePair() {
      assertThat(check("--tool", "read_file", "--args", "\"\\ud83d\\ude00\"").line())
          .endsWith("\"args\":\"😀\"}");
    }

    @Test
    void denyArgumentsThatAreTooDeep() {
      String deep = "[".repeat(10_000) + "]".repeat(10_000);
      Run run = check("--tool", "read_file", "--args", deep);
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.line()).contains("depth 64").endsWith("\"args\":null}");
    }

    @Test
    void stayOnOneHarmlessLine() {
      Run run = check("--tool", "read_file", "--args", "{\"a\":\"\u009b31m \u2028 \u202e ü 😀\"}");
      assertThat(run.line()).endsWith("{\"a\":\"\\u009b31m \\u2028 \\u202e ü 😀\"}}");
    }
  }

  @Nested
  class Facts {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "file_operation|{\"operation\":\"read\",\"path\":\"/x\"}|0",
          "file_operation|{\"operation\":\"delete\",\"path\":\"/x\"}|3",
          "file_operation|{\"path\":\"/x\"}|3",
          "process_exec|{\"command\":\"ls\"}|3",
          "network_call|{\"host\":\"api.example.com\"}|0",
          "network_call|{\"host\":\"example.org\"}|3",
          "llm_call|{}|3",
          "LLM_CALL|{}|3",
        })
    void reachThePolicyForEveryAction(String action, String arguments, int code) {
      assertThat(check("--action", action, "--args", arguments).code()).isEqualTo(code);
    }

    @Test
    void includeAnUrl() {
      assertThat(check("--action", "network_call", "--url", "https://a.example.com/x").code())
          .isZero();
      assertThat(check("--action", "network_call", "--url", "https://example.org/x").code())
          .isEqualTo(3);
    }

    @Test
    void includeTheResultOfATool() {
      Run run = check("--action", "tool_result", "--tool", "any", "--args", "\"secret-7\"");
      assertThat(run.code()).isZero();
      assertThat(run.line()).endsWith("\"args\":\"[REDACTED]\"}");
    }

    @Test
    void includeWhoCalls() throws IOException {
      Path cascade = Files.createDirectory(folder.resolve("cascade"));
      Files.writeString(cascade.resolve("all.yaml"), "tools: {t: {allow: true}}");
      Files.writeString(cascade.resolve("o.yaml"), "scope: org:o\ntools: {t: {allow: false}}");
      Files.writeString(cascade.resolve("t.yaml"), "scope: team:t\ntools: {t: {allow: false}}");
      Files.writeString(
          cascade.resolve("a.yaml"),
          "scope: agent:4b43b0ae-e355-1f5b-1c9c-0d1b2f3a4c5d\ntools: {t: {allow: false}}");
      String[] base = {"check", "--policy", cascade.toString(), "--tool", "t"};
      assertThat(Run.of(base).code()).isZero();
      assertThat(Run.of(with(base, "--org", "o")).code()).isEqualTo(3);
      assertThat(Run.of(with(base, "--team", "t")).code()).isEqualTo(3);
      assertThat(Run.of(with(base, "--agent", "4b43b0ae-e355-1f5b-1c9c-0d1b2f3a4c5d")).code())
          .isEqualTo(3);
      assertThat(Run.of(with(base, "--source", "mcp")).code()).isZero();
    }

    private static String[] with(String[] base, String... more) {
      List<String> all = new ArrayList<>(List.of(base));
      all.addAll(List.of(more));
      return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({
      "2026-01-01T08:59:59Z,3",
      "2026-01-01T09:00:00Z,0",
      "2026-01-01T10:00:00+01:00,0",
      "2026-01-01T17:00:00Z,3"
    })
    void includeTheTime(String now, int code) throws IOException {
      Files.writeString(
          policy, "schedule: {active_hours: {start: '09:00', end: '17:00', timezone: UTC}}");
      assertThat(check("--tool", "t", "--now", now).code()).isEqualTo(code);
    }
  }

  @Nested
  class Faults {
    @Test
    void faultsAreAllowedOnlyInALenientMode() {
      // A file operation without an operation cannot be evaluated: no authoritative answer.
      String[] fault = {"--action", "file_operation", "--args", "{}"};
      assertThat(check(fault).code()).isEqualTo(3);
      assertThat(check("--action", "file_operation", "--args", "{}", "--mode", "observe").code())
          .isZero();
    }
  }

  @Nested
  class BadUsage {
    private void assertBad(Run run, String message) {
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().get(0)).startsWith("portcullis: ").contains(message);
      assertThat(String.join("\n", run.err())).contains("usage: portcullis ");
    }

    @Test
    void namesWhatIsWrong() {
      assertBad(Run.of(), "no command");
      assertBad(Run.of("chek"), "unknown command: chek; did you mean check");
      assertBad(Run.of("policy"), "no policy command is given");
      assertBad(Run.of("policy", "show"), "unknown command: policy show");
      assertBad(Run.of("policy", "validate"), "no document");
      assertBad(Run.of("check"), "--policy is missing");
      assertBad(Run.of("check", "--policy", " ", "--tool", "t"), "--policy is missing");
      assertBad(Run.of("check", "--policy", "a\0b", "--tool", "t"), "not a path");
      assertBad(check(), "--tool is missing");
      assertBad(check("--tool", " "), "--tool is missing");
      assertBad(check("--action", "tool_result"), "--tool is missing");
      assertBad(check("--tool"), "--tool needs a value");
      assertBad(check("--tool", "t", "--tool", "u"), "--tool is given twice");
      assertBad(check("--tool", "t", "--verbose", "yes"), "unknown option --verbose");
      assertBad(check("--tool", "t", "extra"), "unexpected argument extra");
      assertBad(check("--tool", "t\uFFFD"), "character set");
      assertBad(check("--tool", "t", "--action", "dance"), "--action is not known");
      assertBad(check("--tool", "t", "--mode", "lenient"), "--mode is none of");
      assertBad(check("--tool", "t", "--mode", ""), "--mode is none of");
      assertBad(check("--tool", "t", "--mode", "ob\u017ferve"), "--mode is none of");
      assertBad(check("--tool", "t", "--now", "noon"), "not an instant");
      assertBad(check("--tool", "t", "--now", "+10000-01-01T00:00:00Z"), "1970");
      assertBad(check("--tool", "t", "--now", "1969-12-31T23:59:59Z"), "1970");
      assertBad(check("--batch", "x", "--tool", "t"), "--tool does not go with --batch");
      assertBad(check("--batch", "x", "--args", "{}"), "--args does not go with --batch");
      assertBad(check("--batch", folder.resolve("none").toString()), "does not exist");
      assertBad(check("--batch", folder.toString()), "cannot be read");
    }

    @Test
    void keepsItsMessageOnOneHarmlessLine() {
      assertThat(Run.of("check", "\u001b[31m\nx").err().get(0))
          .isEqualTo("portcullis: unexpected argument \\u001b[31m\\u000ax");
    }
  }

  @Nested
  class Documents {
    @Test
    void documentsAreRefusedWithThePlaceOfEachProblem() throws IOException {
      Files.writeString(policy, "tools:\n  t: {alow: true}\n  u: {allow: 7}\n");
      Run run = check("--tool", "t");
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).hasSize(2);
      assertThat(run.err().get(0)).startsWith(policy + ":2:");
      assertThat(run.err().get(1)).startsWith(policy + ":3:");
    }

    @Test
    void documentsAreRefusedWhenTheyAreMissing() {
      Run run = Run.of("check", "--policy", folder.resolve("none").toString(), "--tool", "t");
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).hasSize(1);
    }

    @Test
    void documentsAreNotEvenReadWhenTheUsageIsBad() throws IOException {
      Files.writeString(policy, "tools: 7");
      assertThat(check().err().get(0)).contains("--tool is missing");
    }
  }
}
