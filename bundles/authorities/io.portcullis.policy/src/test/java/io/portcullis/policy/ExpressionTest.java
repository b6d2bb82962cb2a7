// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.policy.model.PolicyRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  private static final String ARGUMENTS =
      """
      {"n": 1000, "d": 0.1, "s": "hello", "e": "", "t": "1000", "b": true, "z": null,
       "a": {"b": {"c": "deep"}}, "l": ["x", {"y": 2}], "x-y": 1, "é": "é", "q": "a\\"b\\\\c",
       "huge": 1e999999999, "tiny": 1e-999999999, "beyond": 1e99999999999, "u": "\\u0068i"}\
      """;

  private static String document(String expression) {
    return "tools: {pay: {allow: true, requires_approval_if: '"
        + expression.replace("'", "''")
        + "'}}\ndata: {credential_action: alert_only}";
  }

  private static boolean asks(String expression, String arguments) {
    PolicyDecision decision =
        Given.engine(document(expression)).evaluate(Given.call("pay", arguments));
    assertThat(decision).isInstanceOfAny(NeedsApproval.class, Allow.class);
    return decision instanceof NeedsApproval;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "args.n > 999 | true",
        "args.n > 1000 | false",
        "args.n >= 1000 | true",
        "args.n < 1000.5 | true",
        "args.n <= 999.99 | false",
        "args.n == 1000 | true",
        "args.n == 1e3 | true",
        "args.n == 1000.0 | true",
        "args.n != 1000 | false",
        "args.n != 1001 | true",
        "args.n > -5 | true",
        "args.d == .1 | true",
        "args.d < .10000000000000000001 | true",
        "args.huge > 1000 | true",
        "args.huge < 1000 | false",
        "args.huge == 1 | false",
        "args.tiny < 1 | true",
        "args.tiny > 0 | true",
        "args.beyond < 1 | true",
        "args.s == \"hello\" | true",
        "args.s != \"hello\" | false",
        "args.s != \"other\" | true",
        "args.s contains \"ell\" | true",
        "args.s contains \"x\" | false",
        "args.s starts_with \"he\" | true",
        "args.s starts_with \"lo\" | false",
        "args.s in [\"a\", \"hello\"] | true",
        "args.s in [] | false",
        "args.s not_in [\"a\",\"b\"] | true",
        "args.s not_in [\"hello\"] | false",
        "args.e == \"\" | true",
        "args.u == \"hi\" | true",
        "args.a.b.c == \"deep\" | true",
        "args.l.0 == \"x\" | true",
        "args.l.1.y == 2 | true",
        "args.l.00 == \"x\" | true",
        "args.l.9 == \"x\" | false",
        "args.x-y == 1 | true",
        "args.é == \"é\" | true",
        "args.q == \"a\\\"b\\\\c\" | true",
      })
  void comparesArguments(String expression, boolean expected) {
    assertThat(asks(expression, ARGUMENTS)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tool == \"pay\" | true",
        "tool != \"pay\" | false",
        "tool starts_with \"p\" | true",
        "tool contains \"x\" | false",
        "tool in [\"pay\",\"x\"] | true",
        "tool not_in [\"pay\"] | false",
        "tool contains 5 | true",
        "tool in \"pay\" | true",
        "tool == 5 | true",
        "tool != 5 | true",
        "tool == L1 | true",
        "tool != High | true",
        "tool > 5 | true",
        "tool < \"x\" | true",
        "tool >= [\"a\"] | true",
        "path == \"\" | true",
        "path starts_with \"/etc\" | false",
        "path != \"/etc\" | true",
        "url contains \"example.com\" | false",
        "method == \"POST\" | false",
        "command contains \"rm\" | false",
        "command > 1000 | true",
        "path not_in [\"/etc\"] | true",
      })
  void comparesTexts(String expression, boolean expected) {
    assertThat(asks(expression, "{}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "agent.depth > 100 | true",
        "agent.depth == 0 | true",
        "agent.age < 24h | true",
        "agent.children_count > 5 | true",
        "team.active_agents > 5 | true",
        "team.parallel_agents > 5 | true",
        "team.budget_remaining < 1 | true",
        "governance_level >= L3 | true",
        "agent.risk_tier == High | false",
        "agent.risk_tier != High | true",
        "parent.risk_tier >= Low | false",
        "child.risk_tier >= Low | false",
        "child.tool != \"x\" | true",
        "agent.parent_agent_id != \"x\" | true",
        "agent.is_root == 1 | false",
        "agent.is_leaf != 1 | true",
        "source.team_id != \"x\" | true",
        "target.team_id != \"x\" | true",
        "target.channel_id != \"x\" | true",
        "tool_result contains \"x\" | false",
        "tool_result.a == \"x\" | false",
      })
  void unknownFieldsFollowTheTable(String expression, boolean expected) {
    assertThat(asks(expression, "{}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ops, true, false, true",
    "other, false, true, true",
    "'', false, true, false",
  })
  void teamOfTheAgentIsKnown(String team, boolean equal, boolean unequal, boolean member) {
    PolicyRequest request = Given.by("acme", team, "a", "pay");

    assertThat(asksFor("agent.team_id == \"ops\"", request)).isEqualTo(equal);
    assertThat(asksFor("agent.team_id != \"ops\"", request)).isEqualTo(unequal);
    assertThat(asksFor("agent.team_id in [\"ops\",\"other\"]", request)).isEqualTo(member);
  }

  private static boolean asksFor(String expression, PolicyRequest request) {
    return Given.engine(document(expression)).evaluate(request) instanceof NeedsApproval;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "args.n > 1 AND args.n > 5000 | false",
        "args.n > 1 OR args.n > 5000 | true",
        "args.n > 5000 OR args.n > 1 | true",
        "args.n > 5000 AND args.n > 1 OR args.n == 1000 | true",
        "args.n == 1000 OR args.n > 5000 AND args.n > 1 | true",
        "args.n > 5000 OR args.n == 1000 AND args.n > 5000 | false",
        "args.n>999 | true",
      })
  void andBindsTighterThanOr(String expression, boolean expected) {
    assertThat(asks(expression, ARGUMENTS)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "args.n = 5",
        "! args.n == 5",
        "(args.n > 5000)",
        "args.n > 5000 AND",
        "AND args.n > 5000",
        "args.n > 5000 args.n > 5000",
        "args.n >",
        "args.n",
        "> 5",
        "5 > args.n",
        "args.n == true",
        "args.s == \"open",
        "args.s in [\"a\"",
        "args.s in [5]",
        "args.s in [,\"a\"]",
        "args.n > 10x",
        "args.n > 1h 30m",
        "args.n > 1.2.3",
        "args.n > 5000; ",
        "args.n == 5 AND AND args.n == 5",
      })
  void invalidExpressionAlwaysRequiresApproval(String expression) {
    assertThat(asks(expression, "not even read")).isTrue();
    assertThat(Given.policies(document(expression)).warnings())
        .extracting(PolicyProblem::message)
        .anyMatch(message -> message.contains("expression is not understood"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown == 5",
        "args.n == 5 OR nothing == 3",
        "args. == 5",
        "tool_result. == 5",
        "TOOL == \"x\"",
        "tool == \"x\" and tool == \"y\"",
        "(foo) @ 3",
        "governance_level > L9",
        "tool == \"x\" OR args.level == L44",
        "governance_level > 2",
        "agent.unknown == 1",
      })
  void unknownVariablesAndLevelsAreRefusedAtLoad(String expression) {
    assertThat(Given.problems(document(expression))).isNotEmpty();
  }

  @Test
  void wordsInsideTextsAreNoVariables() {
    assertThat(asks("args.s in [\"foo bar\", \"L9\", \"hello\"]", ARGUMENTS)).isTrue();
  }

  @Test
  void durationsAreNumbersOfSeconds() {
    assertThat(asks("tool == \"pay\" AND command < 1h30m", "{}")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "{", "[1,]", "{\"n\":NaN}", "{\"n\":1,\"n\":2}", "{} {}"})
  void unreadableArgumentsAreAFaultIfAClauseNeedsThem(String arguments) {
    PolicyEngine engine = Given.engine(document("args.n > 5"));

    assertThat(engine.evaluate(Given.call("pay", arguments))).isInstanceOf(Fault.class);
    assertThat(engine.evaluate(Given.call("other", arguments))).isInstanceOf(Allow.class);
  }

  @Test
  void argumentsAreNotReadIfNoClauseNeedsThem() {
    assertThat(asks("tool == \"pay\"", "{broken")).isTrue();
    assertThat(asks("tool == \"other\"", "{broken")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "path starts_with \"/etc\" | use 'args.path'",
        "path starts_with \"/etc\" | can never hold",
        "command contains \"rm\" | can never hold",
        "agent.risk_tier == High | never holds",
        "agent.risk_tier == High | can never hold",
        "agent.depth > 3 | always holds",
        "agent.risk_tier != High | always holds",
        "args.n > \"5\" | cannot be compared with this literal, so the clause holds whenever"
            + " 'args.n'",
        "agent.team_id > \"5\" | holds whenever 'agent.team_id' is present",
        "tool == \"other\" | can never hold",
        "tool_result contains \"x\" | can never hold",
        "args.n > 5 AND path == \"/x\" | can never hold",
      })
  void warnsOfClausesThatCannotWork(String expression, String words) {
    assertThat(Given.policies(document(expression)).warnings())
        .extracting(PolicyProblem::toString)
        .anySatisfy(
            warning -> assertThat(warning).startsWith("policy.yaml:1:50: ").contains(words));
  }

  @ParameterizedTest
  @ValueSource(strings = {"args.n > 5", "tool == \"pay\"", "agent.team_id == \"x\""})
  void validExpressionHasNoWarning(String expression) {
    assertThat(Given.policies(document(expression)).warnings())
        .extracting(PolicyProblem::key)
        .containsExactly("tools");
  }

  @Test
  void expressionLengthIsBounded() {
    String longOne = "args.n > 5 OR ".repeat(1_000) + "args.n > 5";

    assertThat(Given.problems(document(longOne)))
        .singleElement()
        .asString()
        .contains("longer than");
  }
}
