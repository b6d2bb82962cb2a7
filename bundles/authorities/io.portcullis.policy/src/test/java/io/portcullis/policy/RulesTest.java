// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each key of a rule, and how rules, sections and the default combine. */
class RulesTest {

  private static PolicyDecision decide(String rules, PolicyRequest request) {
    return Given.engine(Given.rules(rules)).evaluate(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools: [read_file] | Allow",
        "tools: [write_file, read_file] | Allow",
        "tools: ['read_*'] | Allow",
        "tools: ['*_file'] | Allow",
        "tools: ['r*d*e'] | Allow",
        "tools: [Read_file] | Deny",
        "tools: [read] | Deny",
        "tools: ['read_*x'] | Deny",
        "servers: [files] | Allow",
        "servers: ['other*'] | Deny",
        "agents: ['agent-*'] | Allow",
        "agents: [agent] | Deny",
        "teams: [ops] | Allow",
        "teams: [dev] | Deny",
        "orgs: [acme] | Allow",
        "orgs: ['acme?'] | Refused",
        "orgs: [other] | Deny",
        "callers: [planner] | Allow",
        "callers: [human] | Deny",
        "actions: [tool_call] | Allow",
        "actions: ['tool_*'] | Allow",
        "actions: [process_exec] | Deny",
        "actions: [tool_kall] | Refused",
        "{tools: [read_file], teams: [ops], actions: [tool_call]} | Allow",
        "{tools: [read_file], teams: [dev], actions: [tool_call]} | Deny",
        "when: 'true' | Allow",
        "when: 'false' | Deny",
        "when: 'args.n > 1.0' | Allow",
        "when: 'args.n > 9.0' | Deny",
        "when: 'agent.team == \"ops\" && tool == \"read_file\" && server == \"files\"' | Allow",
        "when: 'caller.id == \"planner\" && hints.readOnly && action == \"tool_call\"' | Allow",
        "when: 'now < timestamp(\"2027-01-01T00:00:00Z\")' | Allow",
      })
  void allowsTheCallsThatARuleIsAbout(String keys, String expected) {
    String body = keys.startsWith("{") ? keys.substring(1, keys.length() - 1) : keys;
    String document = Given.rules("- {name: r, effect: allow, " + body + "}");
    if (expected.equals("Refused")) {
      assertThat(Given.problems(document)).hasSize(1);
      return;
    }
    PolicyRequest request =
        Given.call("read_file", "{\"n\": 2}")
            .from("files")
            .onBehalfOf(new PolicyRequest.Caller("", "", "planner"))
            .withHints(Map.of("readOnly", true));

    PolicyDecision decision = Given.engine(document).evaluate(request);

    assertThat(Given.kind(decision)).isEqualTo(expected);
    assertThat(decision.rule()).isEqualTo(expected.equals("Allow") ? "r" : "default");
  }

  @ParameterizedTest
  @CsvSource({
    "allow, allow, Allow",
    "allow, deny, Deny",
    "deny, allow, Deny",
    "allow, ask, NeedsApproval",
    "ask, allow, NeedsApproval",
    "ask, deny, Deny",
    "deny, ask, Deny",
    "ask, ask, NeedsApproval",
  })
  void strongerEffectWinsInAnyOrder(String first, String second, String expected) {
    String rules = "- {name: a, effect: " + first + "}\n- {name: b, effect: " + second + "}";
    assertThat(Given.kind(decide(rules, Given.call("t")))).isEqualTo(expected);
  }

  @Test
  void unitesApproversAndTakesTheShortestTimeout() {
    NeedsApproval asked =
        (NeedsApproval)
            decide(
                """
                - {name: b, effect: ask, approvers: [treasurer, audit], timeout: 1h30m, message: Second.}
                - {name: a, effect: ask, approvers: [board], timeout: 2m, message: First.}
                - {name: c, effect: allow}
                """,
                Given.call("t"));

    assertThat(asked.approvers()).containsExactly("audit", "board", "treasurer");
    assertThat(asked.timeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(asked.rule()).isEqualTo("a");
    assertThat(asked.message()).isEqualTo("First.");
  }

  @ParameterizedTest
  @CsvSource({
    "30s, 30",
    "15m, 900",
    "1h, 3600",
    "2d, 172800",
    "1h30m, 5400",
  })
  void readsTimeouts(String text, long seconds) {
    PolicyDecision asked =
        decide("- {name: a, effect: ask, timeout: " + text + "}", Given.call("t"));
    assertThat(((NeedsApproval) asked).timeout()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void ruleWithoutATimeoutHasThatOfItsDocument() {
    String yaml = Given.rules("- {name: a, effect: ask}") + "  approval_timeout_secs: 7\n";
    NeedsApproval asked = (NeedsApproval) Given.engine(yaml).evaluate(Given.call("t"));
    assertThat(asked.timeout()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void denialNamesTheRuleAndCarriesItsMessageOnly() {
    Deny denied =
        (Deny)
            decide(
                "- {name: no-mail, tools: [send], effect: deny, message: Ask the desk.}",
                Given.call("send"));
    assertThat(denied)
        .isEqualTo(new Deny("denied by a rule", "no-mail", "policy.yaml", "Ask the desk."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Deny | default",
        "default: deny | Deny | default",
        "default: allow | Allow | default",
        "tools: {t: {allow: true}} | Allow | tools.t",
        "tools: {'*': {allow: true}} | Allow | tools.*",
        "tools: {t: {allow: false}} | Deny | tool denied by policy",
        "capabilities: {allow: ['mcp_tool:t']} | Allow | capabilities.allow",
        "capabilities: {allow: ['mcp_tool:x']} | Deny | capability not in allow list",
        "capabilities: {deny: ['mcp_tool:x']} | Deny | default",
        "{default: allow, capabilities: {deny: ['mcp_tool:t']}} | Deny | capability denied by"
            + " policy",
        "{tools: {t: {allow: true}}, rules: [{name: r, effect: deny}]} | Deny | r",
        "{tools: {t: {allow: false}}, rules: [{name: r, effect: allow}]} | Deny | tool denied by"
            + " policy",
        "{tools: {t: {allow: true}}, rules: [{name: r, effect: allow}]} | Allow | r",
        "{tools: {t: {allow: true, requires_approval_if: ''}}, rules: [{name: r, effect: allow}]} |"
            + " NeedsApproval | requires_approval",
        "{default: allow, rules: [{name: r, effect: ask}]} | NeedsApproval | r",
        "rules: [] | Deny | default",
        "data: {sensitive_patterns: [secret]} | Deny | default",
      })
  void sectionsAllowAsRulesDoAndObjectAsBefore(String spec, String kind, String rule) {
    String body = spec.startsWith("{") ? spec : "{" + spec + "}";
    PolicyDecision decision =
        Given.engine("{apiVersion: portcullis/v1, spec: " + body + "}").evaluate(Given.call("t"));
    assertThat(Given.kind(decision)).isEqualTo(kind);
    assertThat(decision.rule()).isEqualTo(rule);
  }

  @Test
  void networkListAllowsItsHostsAndNothingElse() {
    PolicyEngine engine =
        Given.engine("{apiVersion: portcullis/v1, spec: {network: {allowlist: [a.example.com]}}}");
    assertThat(engine.evaluate(Given.network("https://a.example.com/"))).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(Given.network("https://b.example.com/"))).isInstanceOf(Deny.class);
    assertThat(engine.evaluate(Given.call("t"))).isInstanceOf(Deny.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools: {t: {allow: true}} | Allow",
        "rules: [{name: r, tools: [t], effect: allow}] | Allow",
        "rules: [{name: r, tools: [t], when: 'args.x == 1', effect: allow}] | Deny",
        "rules: [{name: r, tools: [t], when: 'args.x == 1', effect: deny}, {name: s, effect:"
            + " allow}] | Allow",
        "rules: [{name: r, when: 'result.ok', effect: allow}] | Allow",
        "rules: [{name: r, actions: [tool_call], effect: allow}] | Deny",
      })
  void resultIsAllowedByRulesThatReadNoArguments(String spec, String kind) {
    PolicyDecision decision =
        Given.engine("{apiVersion: portcullis/v1, spec: {" + spec + "}}")
            .evaluate(Given.request(Action.TOOL_RESULT, "t", "{\"ok\": true}"));
    assertThat(Given.kind(decision)).isEqualTo(kind);
  }

  @Test
  void ruleAboutToolsIsAboutNoActionWithoutATool() {
    PolicyRequest exec = Given.request(Action.PROCESS_EXEC, "", "{\"command\":\"ls\"}");
    assertThat(decide("- {name: r, tools: ['*'], effect: allow}", exec)).isInstanceOf(Deny.class);
    assertThat(decide("- {name: r, actions: [process_exec], effect: allow}", exec))
        .isInstanceOf(Allow.class);
    assertThat(decide("- {name: r, when: 'args.command == \"ls\"', effect: allow}", exec))
        .isInstanceOf(Allow.class);
  }

  @Test
  void absentNameIsTheEmptyName() {
    PolicyRequest anonymous = PolicyRequest.of(Action.TOOL_CALL, "t", "{}");
    assertThat(decide("- {name: r, agents: ['*'], effect: allow}", anonymous))
        .isInstanceOf(Allow.class);
    assertThat(decide("- {name: r, agents: ['a*'], effect: allow}", anonymous))
        .isInstanceOf(Deny.class);
  }

  @Test
  void readsAVariableOnceForAllRulesThatNeedIt() {
    PolicyEngine engine =
        Given.engine(
            """
            apiVersion: portcullis/v1
            kind: Policy
            spec:
              variables:
                all: 'variables.limit + 1'
                limit: '5'
              rules:
                - {name: a, when: args.n < variables.all, effect: allow}
                - {name: b, when: args.n == variables.limit, effect: ask}
            """);
    assertThat(engine.evaluate(Given.call("t", "{\"n\": 2}"))).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(Given.call("t", "{\"n\": 5}"))).isInstanceOf(NeedsApproval.class);
    assertThat(engine.evaluate(Given.call("t", "{\"n\": 6}"))).isInstanceOf(Deny.class);
  }

  @Test
  void findsTheRulesOfATool() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      rules.append("- {name: exact%d, tools: [tool%d], effect: allow}\n".formatted(i, i));
      rules.append("- {name: glob%d, tools: ['group%d_*'], effect: ask}\n".formatted(i, i));
    }
    rules.append("- {name: none, tools: [tool7, 'tool7', 'tool7*'], effect: deny}\n");
    PolicyEngine engine = Given.engine(Given.rules(rules.toString()));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 500; i++) {
        boolean seven = Integer.toString(i).startsWith("7");
        assertThat(engine.evaluate(Given.call("tool" + i)).rule())
            .isEqualTo(seven ? "none" : "exact" + i);
        assertThat(engine.evaluate(Given.call("group" + i + "_x")).rule()).isEqualTo("glob" + i);
      }
      assertThat(engine.evaluate(Given.call("other")).rule()).isEqualTo("default");
    }
  }

  @Test
  void inventedToolNamesDoNotChangeWhatIsFound() {
    PolicyEngine engine =
        Given.engine(
            Given.rules(
                "- {name: a, tools: ['a*'], effect: allow}\n"
                    + "- {name: b, tools: [b], effect: allow}"));
    for (int i = 0; i < 20_000; i++) {
      assertThat(engine.evaluate(Given.call("a" + i))).isInstanceOf(Allow.class);
      assertThat(engine.evaluate(Given.call("c" + i))).isInstanceOf(Deny.class);
    }
    assertThat(engine.evaluate(Given.call("b"))).isInstanceOf(Allow.class);
  }

  @Test
  void replayWithoutArgumentsDecidesWhatDoesNotDependOnThem() {
    PolicyEngine engine =
        Given.engine(
            Given.rules(
                """
                - {name: named, tools: [a, d], effect: allow}
                - {name: amount, tools: [b], when: args.n > 1.0, effect: allow}
                - {name: never, tools: [c], effect: deny}
                - {name: maybe, tools: [c], when: args.n > 1.0, effect: ask}
                - {name: either, tools: [d], when: 'true || args.n > 1.0', effect: allow}
                """));
    assertThat(engine.evaluateWithoutArguments(Given.call("a"))).containsInstanceOf(Allow.class);
    assertThat(engine.evaluateWithoutArguments(Given.call("b"))).isEmpty();
    assertThat(engine.evaluateWithoutArguments(Given.call("c"))).containsInstanceOf(Deny.class);
    assertThat(engine.evaluateWithoutArguments(Given.call("d"))).containsInstanceOf(Allow.class);
    assertThat(engine.evaluateWithoutArguments(Given.call("e"))).containsInstanceOf(Deny.class);
  }

  @Test
  void rulesNeedNoArgumentsUnlessTheyReadThem() {
    String rules = "- {name: a, tools: [t], effect: allow}";
    assertThat(decide(rules, Given.call("t", "{not json"))).isInstanceOf(Allow.class);
    assertThat(List.of(decide(rules, Given.call("t")).document())).containsExactly("policy.yaml");
  }

  @Test
  void manyRulesAboutOneToolAreFoundOnceEach() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      rules.append("- {name: r%d, tools: [t, 't*'], effect: ask, approvers: [g%d]".formatted(i, i));
      rules.append(i % 4 == 0 ? ", when: 'args.m%d == 1'}\n".formatted(i / 4) : "}\n");
    }
    StringBuilder arguments = new StringBuilder("{\"m0\":1");
    for (int i = 1; i < 500; i++) {
      arguments.append(",\"m").append(i).append("\":1");
    }
    NeedsApproval asked =
        (NeedsApproval) decide(rules.toString(), Given.call("t", arguments.append('}').toString()));
    assertThat(asked.approvers()).hasSize(2_000);
    assertThat(asked.reason()).endsWith(" and 1999 more");
  }
}
