// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyRedaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules replace values before a tool runs. */
class RuleRedactionTest {

  private static PolicyDecision decide(String spec, String arguments) {
    return Given.engine("{apiVersion: portcullis/v1, kind: Policy, spec: {" + spec + "}}")
        .evaluate(Given.call("t", arguments));
  }

  private static PolicyDecision redacting(String pointers, String arguments) {
    return decide("rules: [{name: r, effect: allow, redact: [" + pointers + "]}]", arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/iban | {\"iban\":\"AT61\"} | /iban",
        "/memo/iban | {\"memo\":{\"iban\":\"AT61\",\"x\":1}} | /memo/iban",
        "/memo | {\"memo\":{\"iban\":\"AT61\"}} | /memo",
        "/list/1 | {\"list\":[1,2]} | /list/1",
        "/n | {\"n\":5} | /n",
        "/n | {\"n\":null} | /n",
        "/a~1b/m~0n | {\"a/b\":{\"m~n\":true}} | /a~1b/m~0n",
        "'/b, /a' | {\"a\":1,\"b\":2} | /a /b",
        "'/memo/iban, /memo' | {\"memo\":{\"iban\":1}} | /memo",
        "'/a, /a' | {\"a\":1} | /a",
        "/other | {\"iban\":\"AT61\"} | ''",
        "/list/2 | {\"list\":[1,2]} | ''",
        "/list/01 | {\"list\":[1,2]} | ''",
        "/n/x | {\"n\":5} | ''",
      })
  void replacesTheValuesThatExist(String pointers, String arguments, String expected) {
    PolicyDecision decision = redacting(pointers, arguments);
    if (expected.isEmpty()) {
      assertThat(decision).isInstanceOf(Allow.class);
      return;
    }
    List<PolicyRedaction> redactions =
        List.of(expected.split(" ")).stream()
            .map(pointer -> new PolicyRedaction(pointer, "[REDACTED]"))
            .toList();
    assertThat(decision)
        .isEqualTo(new Redact("a rule redacts the arguments", "r", "policy.yaml", redactions));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"IBAN\":\"AT61\"}",
        "{\"iban\":\"AT61\",\"Iban\":\"AT62\"}",
        "{\" iban \":\"AT61\"}",
        "{\"iban\":",
        "{\"iban\":1,\"iban\":2}",
        "",
      })
  void deniesWhatCannotBeReplacedForEveryReader(String arguments) {
    assertThat(redacting("/iban", arguments))
        .isEqualTo(
            new Deny("the arguments cannot be redacted as a rule demands", "r", "policy.yaml"));
  }

  @Test
  void approvalCarriesTheRedactionsOfAllRulesThatApply() {
    String rules =
        """
        rules: [
          {name: ask, effect: ask, redact: [/a]},
          {name: allow, effect: allow, redact: [/b]},
          {name: other, tools: [x], effect: allow, redact: [/c]},
        ]\
        """;
    NeedsApproval asked = (NeedsApproval) decide(rules, "{\"a\":1,\"b\":2,\"c\":3}");
    assertThat(asked.redactions()).extracting(PolicyRedaction::pointer).containsExactly("/a", "/b");
  }

  @Test
  void wholeValueOfARuleReplacesWhatTheScanFoundInside() {
    String spec =
        "rules: [{name: r, effect: allow, redact: [/memo]}], data: {sensitive_patterns: [secret]}";
    Redact redact = (Redact) decide(spec, "{\"memo\":{\"a\":\"a secret\"},\"note\":\"my secret\"}");
    assertThat(redact.redactions())
        .containsExactly(
            new PolicyRedaction("/memo", "[REDACTED]"),
            new PolicyRedaction("/note", "my [REDACTED]"));
    assertThat(redact.rule()).isEqualTo("data_pattern_scan");
  }

  @Test
  void scanStillBlocksWhatARuleWouldReplace() {
    String spec =
        "rules: [{name: r, effect: allow, redact: [/memo]}], data: {credential_action: block,"
            + " sensitive_patterns: [secret]}";
    assertThat(decide(spec, "{\"memo\":\"secret\"}").reason()).isEqualTo("credential detected");
  }

  @Test
  void replayWithoutArgumentsCannotDecideARedaction() {
    PolicyEngine engine = Given.engine(Given.rules("- {name: r, effect: allow, redact: [/iban]}"));
    assertThat(engine.evaluateWithoutArguments(Given.call("t"))).isEmpty();
  }
}
