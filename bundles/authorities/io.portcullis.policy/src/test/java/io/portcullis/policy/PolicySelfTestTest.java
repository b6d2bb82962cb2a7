// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.policy.model.PolicyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicySelfTestTest {

  private static String complaint(PolicySelfTest test, String yaml) {
    Policies policies = Given.policies(yaml);
    PolicyException refused =
        catchThrowableOfType(PolicyException.class, () -> test.require(policies));
    return refused == null ? "" : String.valueOf(refused.getMessage());
  }

  @Test
  void refusesDocumentsWithoutARuleForUnnamedTools() {
    assertThat(complaint(PolicySelfTest.STANDARD, "tools: {echo: {allow: true}}"))
        .startsWith("policy.yaml:1:8: no entry \"*\"")
        .contains("write \"*\": {allow: false}", "\"*\": {allow: true} if you mean it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools: {echo: {allow: true}, '*': {allow: false}}",
        "tools: {'*': {allow: true}}",
        "capabilities: {allow: ['mcp_tool:echo']}",
      })
  void acceptsDocumentsWithARuleForEveryTool(String yaml) {
    assertThat(complaint(PolicySelfTest.STANDARD, yaml)).isEmpty();
  }

  @Test
  void acceptsDocumentsWithoutARuleForUnnamedToolsWhenConfigured() {
    assertThat(complaint(PolicySelfTest.NONE, "{}")).isEmpty();
    assertThat(complaint(PolicySelfTest.STANDARD.denying(" "), "{}")).isNotEmpty();
    assertThat(complaint(PolicySelfTest.NONE.denying("rm"), "tools: {rm: {allow: false}}"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'*': {allow: true}} | allows it",
        "{'*': {allow: true, limit_per_hour: 5}} | allows it",
        "{'*': {allow: false}, rm: {allow: true}} | allows it",
        "{'*': {allow: true, requires_approval_if: ''}} | asks for an approval",
        "{'*': {allow: true, requires_approval_if: 'args.r > 1'}} | asks for an approval",
      })
  void refusesDocumentsThatDoNotDenyTheForbiddenCall(String tools, String instead) {
    PolicySelfTest test = PolicySelfTest.STANDARD.denying("rm {\"r\": true}");
    assertThat(complaint(test, "tools: " + tools))
        .isEqualTo(
            "policy.yaml:1:1: the self-test failed: the call of 'rm' must be denied, but the policy"
                + " "
                + instead
                + "; deny it, or name another forbidden call in 'selfTest'");
  }

  @Test
  void refusesDocumentsThatCannotEvaluateTheForbiddenCall() {
    assertThat(
            complaint(
                PolicySelfTest.STANDARD.denying("rm {"),
                "tools: {'*': {allow: true, requires_approval_if: 'args.r > 1'}}"))
        .contains("cannot evaluate it");
  }

  @Test
  void testsTheForbiddenCallAtATimeWhenTheDocumentsAreActive() {
    String night = "schedule: {active_hours: {start: '00:00', end: '00:01', timezone: UTC}}\n";
    assertThat(
            complaint(PolicySelfTest.STANDARD.denying("rm"), night + "tools: {'*': {allow: true}}"))
        .contains("allows it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{name: r, tools: [echo], effect: allow}] | ''",
        "default: allow | allows it",
        "rules: [{name: r, effect: allow}] | allows it",
        "rules: [{name: r, effect: ask}] | asks for an approval",
        "rules: [{name: r, effect: allow, when: 'args.x == 1'}] | cannot evaluate it",
        "rules: [{name: r, effect: deny, when: 'args.r'}] | ''",
      })
  void testsTheForbiddenCallByRules(String spec, String instead) {
    String yaml = "{apiVersion: portcullis/v1, kind: Policy, spec: {" + spec + "}}";
    assertThat(complaint(PolicySelfTest.STANDARD, yaml)).isEmpty();
    String said = complaint(PolicySelfTest.STANDARD.denying("rm {\"r\": true}"), yaml);
    assertThat(said.contains("the policy " + instead)).isEqualTo(!instead.isEmpty());
  }
}
