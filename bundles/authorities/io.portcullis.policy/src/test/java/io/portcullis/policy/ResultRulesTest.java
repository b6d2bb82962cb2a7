// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rules decide about a result: each row is a row of the table in docs/policies.md. */
class ResultRulesTest {
  private static final String FENCED =
      "- {name: read, tools: [read], when: 'args.path == \"/a\"', effect: allow}\n";

  private static PolicyDecision ofResult(String rules) {
    return Given.engine(Given.rules(rules))
        .evaluate(Given.request(Action.TOOL_RESULT, "read", "{\"text\":\"x\",\"path\":\"/a\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "- {name: open, tools: [read], effect: allow} | Allow | open",
        "- {name: no, tools: [read], actions: [tool_call], effect: deny} | Deny | default",
        "- {name: out, tools: [read], actions: [tool_result], effect: allow} | Allow | out",
        "- {name: out, tools: [read], when: 'result.text == \"x\"', effect: allow} | Allow | out",
        "- {name: out, tools: [read], when: 'result.text == \"y\"', effect: allow} | Deny |"
            + " default",
        "- {name: out, tools: [read], when: 'result.none == 1', effect: allow} | Fault | out",
      })
  void resultIsDecidedByTheRulesAboutResults(String rule, String kind, String by) {
    PolicyDecision decision = ofResult(rule + "\n");
    assertThat(Given.kind(decision)).isEqualTo(kind);
    assertThat(decision.rule()).isEqualTo(by);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | Deny | default",
        "- {name: out, tools: [read], actions: [tool_result], effect: allow} | Allow | out",
        "- {name: out, tools: [read], when: 'result.text == \"x\"', effect: allow} | Allow | out",
      })
  void ruleAboutArgumentsAllowsNoResult(String more, String kind, String by) {
    PolicyDecision decision = ofResult(FENCED + more + "\n");
    assertThat(Given.kind(decision)).isEqualTo(kind);
    assertThat(decision.rule()).isEqualTo(by);
  }

  @ParameterizedTest
  @CsvSource({"deny", "ask"})
  void ruleAboutArgumentsObjectsToNoResult(String effect) {
    String rules =
        "- {name: open, tools: [read], effect: allow}\n"
            + FENCED.replace("name: read", "name: stop").replace("allow", effect);
    assertThat(ofResult(rules)).isInstanceOf(PolicyDecision.Allow.class);
  }
}
