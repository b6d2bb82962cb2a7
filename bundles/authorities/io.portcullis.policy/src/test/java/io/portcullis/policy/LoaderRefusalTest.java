// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderRefusalTest {

  private static void assertProblem(String yaml, String place, String words) {
    List<PolicyProblem> problems = Given.problems(yaml);
    assertThat(problems).as(yaml).hasSize(1);
    assertThat(problems.get(0).toString())
        .startsWith("policy.yaml:" + place + ": ")
        .contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rules: [] | 1:1 | 'rules' is not part of a document in an upstream form",
        "variables: {} | 1:1 | write apiVersion: portcullis/v1, kind: Policy",
        "{apiVersion: x, spec: {default: deny}} | 1:24 | 'default' is not part of",
        "enforcement_mode: observe | 1:1 | 'enforcement_mode' is not part",
        "risk_tier: high | 1:1 | unknown key 'risk_tier'",
        "metadata: {name: x} | 1:1 | unknown key 'metadata'",
        "{apiVersion: portcullis/v1, spec: {}, extra: 1} | 1:39 | unknown key 'extra'",
        "{apiVersion: portcullis/v1, spec: {}, metadata: {author: x}} | 1:50 | unknown key"
            + " 'author'",
        "{apiVersion: portcullis/v2, spec: {}} | 1:14 | unknown apiVersion 'portcullis/v2'",
        "{apiVersion: Portcullis/v1, spec: {}} | 1:14 | did you mean 'portcullis/v1'?",
        "{apiVersion: portcullis, spec: {}} | 1:14 | write apiVersion: portcullis/v1",
        "{apiVersion: portcullis/v1, kind: Polcy, spec: {}} | 1:35 | did you mean 'Policy'?",
        "{apiVersion: portcullis/v1, tools: {}} | 1:14 | 'spec' is missing",
        "tools: {a: {alow: true}} | 1:13 | did you mean 'allow'?",
        "spec: {tool: {}} | 1:8 | unknown key 'tool' in 'spec'",
        "tools: {a: {alow: true}} | 1:13 | unknown key 'alow' in 'tools.a'; known keys: allow,"
            + " description, limit_per_hour, requires_approval_if",
        "network: {allow: []} | 1:11 | unknown key 'allow' in 'network'",
        "schedule: {hours: x} | 1:12 | unknown key 'hours' in 'schedule'",
        "data: {sensitive_patterns: [a], x: 1} | 1:33 | unknown key 'x' in 'data'",
        "capabilities: {allowed: []} | 1:16 | unknown key 'allowed' in 'capabilities'",
        "approval: {timeout: 3} | 1:12 | unknown key 'timeout' in 'approval'",
        "budget: {daily_limit_usd: 0} | 1:27 | must be a number greater than 0",
        "budget: {daily_limit_usd: '5'} | 1:27 | must be a number greater than 0",
        "budget: {daily_limit_usd: .inf} | 1:27 | must be a number greater than 0",
        "budget: {daily_limit_usd: 5, monthly_limit_usd: 4} | 1:9 | must not be less than",
        "budget: {timezone: Mars/Sea} | 1:20 | must be an IANA time zone",
        "budget: {action_on_exceed: stop} | 1:28 | must be deny or suspend",
        "budget: {window: soon} | 1:18 | must be a duration",
        "budget: {daily: 5} | 1:10 | unknown key 'daily' in 'budget'",
        "filesystem: {read: {allow: [etc]}} | 1:29 | must be an absolute path",
        "filesystem: {write: {allow: [/a/../b]}} | 1:30 | must be an absolute path without '..'",
        "filesystem: {exec: {}} | 1:14 | unknown key 'exec' in 'filesystem'",
        "syscalls: {allow: [raed]} | 1:20 | did you mean 'read'?",
        "syscalls: {deny: [read]} | 1:12 | unknown key 'deny' in 'syscalls'",
        "data: {locale_packs: [zh-TW, ja-JP]} | 1:30 | unknown locale pack 'ja-JP'; write zh-TW",
        "data: {locale_packs: [zh]} | 1:23 | unknown locale pack 'zh'",
        "data: {locale_packs: zh-TW} | 1:22 | must be a list, but is text",
        "data: {locale_packs: [1]} | 1:23 | must be text, but is an integer",
        "data: {credential_action: never} | 1:27 | must be block, redact_only",
        "data: {sensitive_patterns: ['(']} | 1:29 | invalid pattern: missing closing )",
        "data: {sensitive_patterns: [a, '[z-a]']} | 1:32 | invalid character class range",
        "data: {sensitive_patterns: ['a*']} | 1:29 | can match without any text",
        "data: {sensitive_patterns: ['\\b']} | 1:29 | can match without any text",
        "data: {sensitive_patterns: ['^']} | 1:29 | can match without any text",
        "data: {sensitive_patterns: ['$']} | 1:29 | can match without any text",
        "data: {sensitive_patterns: ['(?m)^$']} | 1:29 | can match without any text",
        "data: {sensitive_patterns: ['((a{100}){100}){100}']} | 1:29 | pattern is too large",
        "data: {sensitive_patterns: ['([(]a{1000}){1000}']} | 1:29 | pattern is too large",
        "data: {sensitive_patterns: [12]} | 1:29 | must be text, but is an integer",
        "data: {sensitive_patterns: x} | 1:28 | must be a list, but is text",
        "scope: everyone | 1:8 | scope must be global",
        "scope: 'team:' | 1:8 | scope must be global",
        "scope: 'team: ' | 1:8 | scope must be global",
        "scope: host:a | 1:8 | scope must be global",
        "scope: agent:billing | 1:8 | scope must be global",
        "scope: 'Team:a' | 1:8 | scope must be global",
        "scope: [global] | 1:8 | 'scope' must be text, but is a list",
        "network: | 1:9 | 'network' must be a map, but is nothing",
        "network: {allowlist: } | 1:21 | must be a list, but is nothing",
        "network: {allowlist: [a.example.com, '']} | 1:38 | is blank",
        "network: {allowlist: [' ']} | 1:23 | is blank",
        "network: {allowlist: [[a]]} | 1:23 | must be text, but is a list",
        "tools: [a] | 1:8 | 'tools' must be a map, but is a list",
        "tools: {a: true} | 1:12 | 'tools.a' must be a map, but is a boolean",
        "tools: {a: } | 1:11 | 'tools.a' must be a map, but is nothing",
        "tools: {' ': {allow: true}} | 1:9 | name of a tool is blank",
        "tools: {a: {allow: yes}} | 1:20 | 'tools.a.allow' must be a boolean, but is text",
        "tools: {a: {allow: 1}} | 1:20 | must be a boolean, but is an integer",
        "tools: {a: {allow: 'true'}} | 1:20 | must be a boolean, but is text",
        "tools: {a: {limit_per_hour: -1}} | 1:29 | must be a whole number from 0 to",
        "tools: {a: {limit_per_hour: 1.5}} | 1:29 | must be an integer, but is a number",
        "tools: {a: {limit_per_hour: '5'}} | 1:29 | must be an integer, but is text",
        "tools: {a: {limit_per_hour: 99999999999999999999}} | 1:29 | must be a whole number",
        "tools: {a: {requires_approval_if: true}} | 1:35 | must be text, but is a boolean",
        "tools: {a: {requires_approval_if: 'amout > 3'}} | 1:35 | unknown variable 'amout'",
        "tools: {a: {requires_approval_if: 'args > 3'}} | 1:35 | unknown variable 'args'",
        "tools: {a: {requires_approval_if: 'governance_level >= L4'}} | 1:35 | level 'L4'",
        "tools: {a: {requires_approval_if: 'governance_level >= 2'}} | 1:35 | 'governance_level'"
            + " can be",
        "tools: {a: {description: 5}} | 1:26 | must be text, but is an integer",
        "approval_timeout_secs: 0 | 1:24 | must be a whole number from 1 to",
        "approval: {timeout_seconds: -5} | 1:29 | must be a whole number from 1 to",
        "approval: {escalation_role: []} | 1:29 | must be text, but is a list",
        "capabilities: {allow: [fly]} | 1:24 | unknown capability 'fly'",
        "capabilities: {deny: ['mcp_tool:']} | 1:23 | unknown capability 'mcp_tool:'",
        "capabilities: {deny: ['model:']} | 1:23 | unknown capability 'model:'",
        "capabilities: {deny: FILE_READ} | 1:22 | must be a list, but is text",
        "version: [1] | 1:10 | 'version' must be text, but is a list",
        "schedule: {active_hours: []} | 1:26 | must be a map, but is a list",
      })
  void problemNamesPlaceAndReason(String yaml, String place, String words) {
    assertProblem(yaml, place, words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "end: '17:00', timezone: UTC | 1:26 | 'schedule.active_hours.start' is missing",
        "start: '09:00', timezone: UTC | 1:26 | 'schedule.active_hours.end' is missing",
        "start: '09:00', end: '17:00' | 1:26 | 'schedule.active_hours.timezone' is missing",
        "start: '9:00', end: '17:00', timezone: UTC | 1:34 | must be a time HH:MM",
        "start: '09:00', end: '24:00', timezone: UTC | 1:48 | must be a time HH:MM",
        "start: '09:60', end: '17:00', timezone: UTC | 1:34 | must be a time HH:MM",
        "start: '17:00', end: '09:00', timezone: UTC | 1:26 | must be before 'end'",
        "start: '09:00', end: '09:00', timezone: UTC | 1:26 | must be before 'end'",
        "start: '09:00', end: '17:00', timezone: Europe/Wien | 1:67 | must be an IANA time zone",
        "start: '09:00', end: '17:00', timezone: '+02:00' | 1:67 | must be an IANA time zone",
      })
  void invalidScheduleIsRefused(String hours, String place, String words) {
    assertProblem("schedule: {active_hours: {" + hours + "}}", place, words);
  }

  @Nested
  class Yaml {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "tools: {a: [1, 2 | 1:17 | not YAML",
          "tools: \"abc | 1:12 | not YAML",
          "[] | 1:1 | document must be a map, but is a list",
          "hello | 1:1 | document must be a map, but is text",
          "{tools: {}, tools: {}} | 1:13 | duplicate key 'tools'",
          "tools: &x {a: *x} | 1:15 | alias '*x' refers to a node that contains it",
          "&x [*x] | 1:5 | refers to a node that contains it",
          "tools: *nothing | 1:8 | alias '*nothing' has no anchor before it",
          "version: !!java.util.Date x | 1:10 | tag 'tag:yaml.org,2002:java.util.Date' is not"
              + " allowed",
          "version: !secret x | 1:10 | tag '!secret' is not allowed",
          "tools: !!set {a: {}} | 1:8 | is not allowed here",
          "tools: !!seq {a: {}} | 1:8 | is not allowed here",
          "approval_timeout_secs: !!int abc | 1:24 | does not fit its tag",
          "{? [a] : 1} | 1:4 | a key must be a plain text",
          "{~: 1} | 1:2 | a key must be a plain text",
        })
    void yamlIsReadStrictly(String yaml, String place, String words) {
      List<PolicyProblem> problems = Given.problems(yaml);

      assertThat(problems.get(0).toString())
          .startsWith("policy.yaml:" + place + ": ")
          .contains(words);
    }

    @Test
    void duplicateKeysAreFoundAtEveryLevelAndAcrossLines() {
      String yaml = "tools:\r\n  a:\r\n    allow: false\r\n    allow: true\r\n  a: {}\r\n";

      assertThat(Given.problems(yaml))
          .extracting(PolicyProblem::toString)
          .containsExactly(
              "policy.yaml:4:5: duplicate key 'allow'; remove one of them",
              "policy.yaml:5:3: duplicate key 'a'; remove one of them");
    }

    @Test
    void mergeKeysAreUnknownKeys() {
      assertProblem("tools: {a: {<<: {allow: true}}}", "1:13", "unknown key '<<'");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", " \n", "# only a comment\n", "---\n", "--- ~\n", "null", "---\n...\n"})
    void emptyDocumentIsRefused(String yaml) {
      assertThat(Given.problems(yaml))
          .extracting(PolicyProblem::toString)
          .containsExactly("policy.yaml:1:1: document is empty; write at least a section 'tools'");
    }

    @Test
    void severalDocumentsInAFileAreRefusedAtTheSecond() {
      assertProblem("tools: {}\n---\ntools: {}\n", "2:1", "more than one document");
    }

    @Test
    void aliasesWithinBoundsAreAccepted() {
      Policies policies = Given.policies("tools:\n  a: &ro {allow: true}\n  b: *ro\n  c: *ro\n");

      assertThat(Given.engine(policies).evaluate(Given.call("c")).rule()).isEqualTo("tools.c");
    }

    @Test
    void problemInsideAnAliasIsReportedAtItsSource() {
      assertThat(Given.problems("tools:\n  a: &x {alow: true}\n  b: *x\n"))
          .extracting(PolicyProblem::toString)
          .containsExactly(
              "policy.yaml:2:10: unknown key 'alow' in 'tools.a'; known keys: allow, description,"
                  + " limit_per_hour, requires_approval_if; did you mean 'allow'?",
              "policy.yaml:2:10: unknown key 'alow' in 'tools.b'; known keys: allow, description,"
                  + " limit_per_hour, requires_approval_if; did you mean 'allow'?");
    }

    @Test
    void billionLaughsAreRefused() {
      StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
      for (int i = 1; i < 12; i++) {
        String ref = "*a" + (i - 1);
        yaml.append(
            "a"
                + i
                + ": &a"
                + i
                + " ["
                + String.join(",", java.util.Collections.nCopies(10, ref))
                + "]\n");
      }

      assertProblem(yaml.toString(), "6:46", "aliases expand to more than 1000000 nodes");
    }

    @Test
    void depthIsBoundedForBracketsAliasesAndBlocks() {
      assertProblem("[".repeat(10_000), "1:65", "nested deeper than 64 levels");
      assertProblem("{a: ".repeat(10_000), "1:257", "nested deeper than 64 levels");
      StringBuilder chain = new StringBuilder("a0: &a0 []\n");
      for (int i = 1; i < 100; i++) {
        chain.append("a" + i + ": &a" + i + " [*a" + (i - 1) + "]\n");
      }
      assertProblem(chain.toString(), "64:12", "nested deeper than 64 levels");
      StringBuilder blocks = new StringBuilder();
      for (int i = 0; i < 10_000 && blocks.length() < 500_000; i++) {
        blocks.append(" ".repeat(i)).append("a:\n");
      }
      assertProblem(blocks.toString(), "65:65", "nested deeper than 64 levels");
    }

    @Test
    void tenMegabytesAreRefusedAtOnce() {
      byte[] large = new byte[10 << 20];

      assertThat(Given.problems(large))
          .extracting(PolicyProblem::toString)
          .containsExactly("policy.yaml:1:1: document is larger than 1048576 bytes");
    }

    @Test
    void malformedUtf8IsRefusedAtItsPlace() {
      byte[] bytes = "version: 'x'\n# caf\u00e9 ".getBytes(StandardCharsets.ISO_8859_1);

      assertThat(Given.problems(bytes))
          .extracting(PolicyProblem::toString)
          .containsExactly("policy.yaml:2:6: document is not valid UTF-8; save it as UTF-8");
      assertThat(Given.problems("tools: {}".getBytes(StandardCharsets.UTF_16)))
          .extracting(PolicyProblem::toString)
          .containsExactly("policy.yaml:1:1: document is not valid UTF-8; save it as UTF-8");
    }

    @Test
    void truncatedUtf8IsRefused() {
      byte[] bytes = "# \u20ac".getBytes(StandardCharsets.UTF_8);

      assertThat(Given.problems(java.util.Arrays.copyOf(bytes, bytes.length - 1)))
          .extracting(PolicyProblem::toString)
          .containsExactly("policy.yaml:1:3: document is not valid UTF-8; save it as UTF-8");
    }

    @Test
    void unprintableCharactersAreRefusedAtTheirPlace() {
      assertProblem("version: x\r\nscope: '\u0001'\n", "2:9", "character U+0001 is not allowed");
    }

    @Test
    void byteOrderMarkIsSkippedAndNotCounted() {
      assertThat(Given.problems("\uFEFFtools: {}")).isEmpty();
      assertProblem("\uFEFFtool: {}", "1:1", "unknown key 'tool'");
    }

    @Test
    void columnsAreCountedInCharacters() {
      assertProblem("{version: '\uD83D\uDE00', tool: 1}", "1:16", "unknown key 'tool'");
    }
  }

  @Test
  void everyProblemOfADocumentIsReportedInOrder() {
    String yaml =
        """
        scope: nobody
        tools:
          a: {alow: true, limit_per_hour: many}
        budget: {}
        network: {allowlist: ['']}
        """;

    assertThat(Given.problems(yaml))
        .extracting(problem -> problem.line() + ":" + problem.column() + " " + problem.key())
        .containsExactly(
            "1:8 scope",
            "3:7 tools.a.alow",
            "3:35 tools.a.limit_per_hour",
            "5:23 network.allowlist");
  }

  @Test
  void atMostFiftyProblemsAreReported() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      yaml.append("k" + i + ": 1\n");
    }

    assertThat(Given.problems(yaml.toString())).hasSize(50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\U80000041", "\\UFFFFFFFF", "\\U00110000", "\\xZZ"})
  void escapesBeyondUnicodeAreRefused(String escape) {
    assertThat(Given.problems("version: \"" + escape + "\""))
        .singleElement()
        .asString()
        .startsWith("policy.yaml:1:")
        .contains("not");
  }

  @Test
  void messageIsOneBoundedLine() {
    assertThat(Given.problems("{\"a\\nb\": 1, " + "k".repeat(900) + ": 2}"))
        .allSatisfy(
            problem -> {
              assertThat(problem.toString()).hasSizeLessThan(400).doesNotContain("\n");
              assertThat(problem.key()).hasSizeLessThan(400).doesNotContain("\n");
            });
  }

  @Test
  void exceptionNamesEveryProblem() {
    PolicyException refused = new PolicyException(Given.problems("a: 1\nb: 2\n"));

    assertThat(refused)
        .hasMessageMatching(
            "policy\\.yaml:1:1: unknown key 'a'.*\npolicy\\.yaml:2:1: unknown key 'b'.*");
  }
}
