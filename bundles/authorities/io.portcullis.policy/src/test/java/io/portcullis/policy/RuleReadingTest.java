// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in rules are refused, at their place and with what to write instead. */
class RuleReadingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{effect: allow} | 5:7 | 'spec.rules[0].name' is missing",
        "{name: r} | 5:7 | 'spec.rules[0].effect' is missing; write allow, deny or ask",
        "{name: r, effect: alow} | 5:25 | unknown effect 'alow'",
        "{name: r, effect: denny} | 5:25 | did you mean 'deny'?",
        "{name: r, effect: [allow]} | 5:25 | must be text, but is a list",
        "{name: 5, effect: allow} | 5:14 | must be text, but is an integer",
        "{name: '', effect: allow} | 5:14 | a rule's name must be one line",
        "{name: ' r', effect: allow} | 5:14 | a rule's name must be one line",
        "{name: r, effect: allow, tool: [a]} | 5:32 | did you mean 'tools'?",
        "{name: r, effect: allow, wehn: 'true'} | 5:32 | did you mean 'when'?",
        "{name: r, effect: allow, tools: a} | 5:39 | must be a list, but is text",
        "{name: r, effect: allow, tools: []} | 5:32 | an empty list matches no call",
        "{name: r, effect: allow, tools: [1]} | 5:40 | must be text, but is an integer",
        "{name: r, effect: allow, tools: ['a?']} | 5:40 | is no name and no pattern",
        "{name: r, effect: allow, actions: [tool_cal]} | 5:42 | did you mean 'tool_call'?",
        "{name: r, effect: allow, when: true} | 5:38 | must be text, but is a boolean; put it",
        "{name: r, effect: allow, approvers: [a]} | 5:32 | has no meaning for a rule with effect",
        "{name: r, effect: deny, timeout: 5m} | 5:31 | has no meaning for a rule with effect deny",
        "{name: r, effect: deny, redact: [/a]} | 5:31 | has no meaning for a rule with effect deny",
        "{name: r, effect: allow, message: x} | 5:32 | has no meaning for a rule with effect allow",
        "{name: r, effect: ask, timeout: soon} | 5:39 | is no duration; write for example 30s",
        "{name: r, effect: ask, timeout: 0s} | 5:39 | is no duration",
        "{name: r, effect: ask, timeout: 99999d} | 5:39 | is no duration",
        "{name: r, effect: ask, timeout: '15'} | 5:39 | is no duration",
        "{name: r, effect: ask, timeout: 15} | 5:39 | must be text, but is an integer",
        "{name: r, effect: ask, approvers: []} | 5:7 | the list of approvers is empty",
        "{name: r, effect: allow, redact: [iban]} | 5:41 | is no JSON pointer",
        "{name: r, effect: allow, redact: ['/a~2']} | 5:41 | is no JSON pointer",
        "{name: r, effect: deny, message: \"a\\tb\"} | 5:40 | no control characters",
        "x | 5:7 | must be a map, but is text",
        "{name: r, effect: allow, actions: [tool_result], when: 'args.x == 1'} | 5:62 |"
            + " the rule can never apply",
        "{name: r, effect: allow, when: 'args.x == 1 && result.y == 2'} | 5:38 |"
            + " the rule can never apply",
      })
  void refusesAMistakeAtItsPlace(String rule, String place, String words) {
    List<PolicyProblem> problems = Given.problems(Given.rules("- " + rule));
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).toString())
        .startsWith("policy.yaml:" + place + ": ")
        .contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{default: denyy} | 1:47 | did you mean 'deny'?",
        "{rules: {}} | 1:45 | must be a list, but is a map",
        "{variables: {1a: '1'}} | 1:49 | a variable's name must consist of",
        "{variables: {a: 5}} | 1:52 | must be an expression in quotes, but is an integer",
        "{variables: {a: 'variables.b', b: 'variables.a'}} | 1:52 | needs itself",
        "{variables: {a: 'variables.a + 1'}} | 1:52 | needs itself",
      })
  void refusesMistakesBesideTheRules(String spec, String place, String words) {
    List<PolicyProblem> problems =
        Given.problems("{apiVersion: portcullis/v1, spec: " + spec + "}");
    assertThat(problems).isNotEmpty();
    assertThat(problems.get(0).message()).contains(words);
  }

  @Test
  void problemOfAConditionHasThePlaceAndAnExcerptWithACaret() {
    String yaml =
        """
        apiVersion: portcullis/v1
        kind: Policy
        spec:
          rules:
            - name: a
              effect: allow
              when: args.n > 1.0 && amount > 2.0
            - name: b
              effect: allow
              when: >
                args.n > 1.0 &&
                tol == "x"
        """;
    List<PolicyProblem> problems = Given.problems(yaml);
    assertThat(problems)
        .extracting(problem -> problem.line() + ":" + problem.column())
        .containsExactly("7:29", "12:9");
    assertThat(problems.get(0).excerpt())
        .isEqualTo("      when: args.n > 1.0 && amount > 2.0\n" + "                            ^");
    assertThat(problems.get(1).excerpt()).isEqualTo("        tol == \"x\"\n        ^");
  }

  @Test
  void ruleOfAnotherDocumentMayNotHaveTheSameName() {
    byte[] rule = Given.rules("- {name: same, effect: allow}").getBytes(StandardCharsets.UTF_8);
    PolicyFiles files =
        PolicyFiles.folder(
            List.of(
                new PolicyFiles.Entry("a.yaml", "a.yaml", rule, ""),
                new PolicyFiles.Entry("b.yaml", "b.yaml", rule, "")));
    PolicyException refused =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            PolicyException.class, () -> new PolicyLoader().load(files));
    assertThat(refused.problems())
        .extracting(PolicyProblem::toString)
        .containsExactly(
            "b.yaml:5:14: the name 'same' is that of the rule at a.yaml:5:14; choose another");
  }

  @Test
  void reloadCompilesOnlyChangedConditions() throws Exception {
    PolicyLoader loader = new PolicyLoader();
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      rules.append("- {name: r%d, effect: ask, when: args.n > %d.0}\n".formatted(i, i % 10));
    }
    byte[] first = Given.rules(rules.toString()).getBytes(StandardCharsets.UTF_8);
    loader.parse("p", first);
    assertThat(loader.keptExpressions()).isEqualTo(10);
    byte[] second =
        Given.rules(rules.toString().replace("> 3.0", "> 33.0")).getBytes(StandardCharsets.UTF_8);
    loader.parse("p", second);
    assertThat(loader.keptExpressions()).isEqualTo(10);
  }
}
