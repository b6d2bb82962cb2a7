// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyExplanation;
import io.portcullis.policy.model.PolicyExplanation.ConditionPart;
import io.portcullis.policy.model.PolicyExplanation.RuleOutcome;
import io.portcullis.policy.model.PolicyExplanation.RuleStatus;
import io.portcullis.policy.model.PolicyExplanation.Stage;
import io.portcullis.policy.model.PolicyExplanation.StageResult;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyExplanationTest {

  private static final String RULES =
      Given.rules(
          """
          - {name: far, tools: ["read_*"], agents: [other], effect: deny}
          - {name: write, actions: [tool_result], effect: deny}
          - name: large
            tools: [wire]
            when: args.amount > 1000.0 || args.note == "x"
            effect: deny
          - {name: wires, tools: [wire], when: args.amount < 5000.0, effect: allow}
          - {name: read, tools: [read_file], effect: allow}
          """);

  private static final String[] CONDITIONS = {
    "", "args.n > 2", "args.n == 1", "args.absent == 1", "!has(args.note)", "args.note == 'secret'"
  };

  private static PolicyExplanation explain(String yaml, PolicyRequest request) {
    return Given.engine(yaml).explain(request);
  }

  private static RuleOutcome rule(PolicyExplanation explanation, String name) {
    return explanation.rules().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Stage> deciding(PolicyExplanation explanation) {
    return explanation.stages().stream().filter(Stage::deciding).toList();
  }

  @Test
  void rulesTellWhyTheyDoNotApply() {
    PolicyExplanation explanation = explain(RULES, Given.call("read_file"));
    assertThat(explanation.rules())
        .extracting(
            RuleOutcome::name, RuleOutcome::status, RuleOutcome::cause, RuleOutcome::deciding)
        .containsExactly(
            tuple("far", RuleStatus.NOT_SELECTED, "agents", false),
            tuple("write", RuleStatus.NOT_SELECTED, "actions", false),
            tuple("read", RuleStatus.APPLIES, "", true));
  }

  @Test
  void partsOfConditionHaveTheirValuesAndPlaces() {
    PolicyExplanation explanation = explain(RULES, Given.call("wire", "{\"amount\":1500}"));
    RuleOutcome large = rule(explanation, "large");
    assertThat(large.status()).isEqualTo(RuleStatus.APPLIES);
    assertThat(large.deciding()).isTrue();
    ConditionPart whole = large.condition().orElseThrow();
    assertThat(whole.value()).contains("true");
    ConditionPart left = whole.parts().get(0);
    assertThat(left.value()).contains("true");
    assertThat(left.parts())
        .extracting(ConditionPart::text, ConditionPart::value, ConditionPart::line)
        .contains(tuple("args.amount", Optional.of("1500"), 9));
    assertThat(whole.parts().get(1).times()).isZero();
    assertThat(rule(explanation, "wires").status()).isEqualTo(RuleStatus.APPLIES);
    assertThat(rule(explanation, "wires").deciding()).isFalse();
  }

  @Test
  void conditionThatFailsTellsTheCause() {
    PolicyExplanation explanation = explain(RULES, Given.call("wire", "{\"amount\":\"15\"}"));
    RuleOutcome large = rule(explanation, "large");
    assertThat(large.status()).isEqualTo(RuleStatus.CONDITION_FAILED);
    assertThat(large.cause()).isNotBlank().doesNotContain("15");
    assertThat(large.deciding()).isTrue();
    assertThat(large.condition().orElseThrow().fault()).contains(large.cause());
    assertThat(explanation.decision()).isInstanceOf(PolicyDecision.Fault.class);
  }

  @Test
  void conditionThatDoesNotHoldIsFalse() {
    PolicyExplanation explanation =
        explain(RULES, Given.call("wire", "{\"amount\":15,\"note\":\"y\"}"));
    assertThat(rule(explanation, "large").status()).isEqualTo(RuleStatus.CONDITION_FALSE);
    assertThat(rule(explanation, "wires").deciding()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'tools: {t: {allow: false}}', tools, OBJECTED",
    "'tools: {t: {allow: true}}', tools, ALLOWED",
    "'tools: {t: {allow: true, limit_per_hour: 0}}', rate limit, OBJECTED",
    "'tools: {t: {allow: true, requires_approval_if: \"args.a == 1\"}}', approval, ASKED",
    "'capabilities: {deny: [\"mcp_tool:t\"]}', capabilities, OBJECTED",
    "'data: {sensitive_patterns: [key-1], credential_action: block}', data, OBJECTED",
    "'data: {sensitive_patterns: [key-1]}', data, REDACTED",
    "'tools: {other: {allow: true}}', default, ALLOWED",
    "'schedule: {active_hours: {start: \"01:00\", end: \"02:00\", timezone: UTC}}', schedule,"
        + " OBJECTED"
  })
  void decidingStageIsNamed(String yaml, String stage, StageResult result) {
    PolicyExplanation explanation = explain(yaml, Given.call("t", "{\"a\":1,\"b\":\"key-1\"}"));
    assertThat(deciding(explanation))
        .as("%s", explanation)
        .extracting(Stage::name, Stage::result)
        .containsExactly(tuple(stage, result));
  }

  @Test
  void requestThatCannotBeReadDecides() {
    PolicyExplanation explanation = explain("tools: {}", Given.call(" "));
    assertThat(deciding(explanation))
        .extracting(Stage::name, Stage::result)
        .containsExactly(tuple("request", StageResult.FAILED));
  }

  @Test
  void budgetThatIsNotKnownIsTheHistory() {
    String yaml = "budget: {daily_limit_usd: 1}";
    PolicyExplanation explanation = explain(yaml, Given.call("t"));
    assertThat(deciding(explanation)).extracting(Stage::name).containsExactly("history");
    assertThat(explanation.decision()).isInstanceOf(PolicyDecision.Fault.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void decisionIsTheOneOfTheEngine(long seed) {
    Random random = new Random(seed);
    Set<String> kinds = new TreeSet<>();
    for (int round = 0; round < 20; round++) {
      Policies policies = Given.policies(RandomDocument.next(random, false).yaml());
      compare(policies, random, 40, kinds);
    }
    assertThat(kinds).contains("Allow", "Deny", "NeedsApproval");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void decisionOfRulesIsTheOneOfTheEngine(long seed) throws Exception {
    Random random = new Random(seed);
    Set<String> kinds = new TreeSet<>();
    for (int round = 0; round < 20; round++) {
      compare(new PolicyLoader().load(folder(random)), random, 15, kinds);
    }
    assertThat(kinds).contains("Allow", "Deny", "NeedsApproval", "Fault");
  }

  /** Both engines count their own calls, so limits must agree as well. */
  private static void compare(Policies policies, Random random, int calls, Set<String> kinds) {
    InstantSource clock = InstantSource.fixed(Given.NOON);
    PolicyEngine engine = new PolicyEngine(policies, new RateLimits(), clock);
    PolicyEngine explaining = new PolicyEngine(policies, new RateLimits(), clock);
    for (int i = 0; i < calls; i++) {
      PolicyRequest request = RandomRequest.next(random).request();
      PolicyDecision decision = engine.evaluate(request);
      PolicyExplanation explanation = explaining.explain(request);
      assertThat(explanation.decision()).isEqualTo(decision);
      assertThat(
              explanation.stages().stream().anyMatch(Stage::deciding)
                  || explanation.rules().stream().anyMatch(RuleOutcome::deciding))
          .as("%s", explanation)
          .isTrue();
      kinds.add(Given.kind(decision));
    }
  }

  private static PolicyFiles folder(Random random) {
    List<PolicyFiles.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      StringBuilder rules = new StringBuilder();
      for (int k = 0; k < 1 + random.nextInt(4); k++) {
        rules.append(rule(random, "r" + i + k));
      }
      String yaml = Given.rules(rules.toString());
      String name = i + ".yaml";
      entries.add(new PolicyFiles.Entry(name, name, yaml.getBytes(StandardCharsets.UTF_8), ""));
    }
    return PolicyFiles.folder(entries);
  }

  private static String rule(Random random, String name) {
    String condition = CONDITIONS[random.nextInt(CONDITIONS.length)];
    return "- {name: %s, effect: %s%s%s}%n"
        .formatted(
            name,
            List.of("allow", "allow", "deny", "ask").get(random.nextInt(4)),
            random.nextInt(3) == 0 ? ", teams: [t1]" : "",
            condition.isEmpty() ? "" : ", when: \"" + condition + "\"");
  }
}
