// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A condition that fails is a fault, whatever the rule and its neighbours say. */
class RuleFaultTest {

  /** Each kind of failure: a condition, and arguments for which it cannot be evaluated. */
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of("args.amount > 1000.0", "{}"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":\"5000\"}"),
        Arguments.of("args.amount > 1000.0", "{\"Amount\":5000}"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":[5000]}"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":{\"value\":5000}}"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":null}"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":true}"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":1e400}"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":1,\"amount\":5000}"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":5000} trailing"),
        Arguments.of("args.amount > 1000.0", "{\"amount\":"),
        Arguments.of("args.amount > 1000.0", ""),
        Arguments.of("args.amount > 1000.0", "5000"),
        Arguments.of("args.amount > 1000.0", "\"{\\\"amount\\\":5000}\""),
        Arguments.of("args.amount == 5000", "{\"amount\":\"5000\"}"),
        Arguments.of("args.amount != 5000", "{\"amount\":\"5000\"}"),
        Arguments.of("args.amount in [1, 2]", "{\"amount\":\"1\"}"),
        Arguments.of("args.list[3] == 1", "{\"list\":[1]}"),
        Arguments.of("1 / args.n == 1", "{\"n\":0}"),
        Arguments.of("args.text.startsWith('x')", "{\"text\":5}"),
        Arguments.of("args.list.all(x, x > 5)", "{\"list\":[6,\"7\"]}"),
        Arguments.of("args.list.exists(x, x > 5)", "{\"list\":[4,\"7\"]}"),
        Arguments.of("caller.id == 'human'", "{}"),
        Arguments.of("hints.readOnly", "{}"),
        Arguments.of("server == 'files'", "{}"),
        Arguments.of("url == 'https://example.com/'", "{}"),
        Arguments.of("variables.amount > 1.0", "{}"));
  }

  private static PolicyDecision decide(String when, String arguments, String effect, String more) {
    String yaml =
        """
        apiVersion: portcullis/v1
        kind: Policy
        spec:
          default: allow
          variables: {amount: args.amount}
          rules:
            - {name: failing, tools: [t], effect: %s, when: "%s"}
        %s
        """
            .formatted(effect, when, more);
    return Given.engine(yaml).evaluate(Given.call("t", arguments));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failingConditionIsAFaultUnlessADenialHolds(String when, String arguments) {
    List<String> others = new ArrayList<>(List.of(""));
    for (String effect : List.of("allow", "ask")) {
      others.add("    - {name: aaa, effect: " + effect + "}");
      others.add("    - {name: zzz, effect: " + effect + "}");
    }
    for (String effect : List.of("allow", "deny", "ask")) {
      for (String more : others) {
        PolicyDecision decision = decide(when, arguments, effect, more);
        assertThat(decision).as("%s beside %s", effect, more).isInstanceOf(Fault.class);
        assertThat(decision.reason())
            .contains("rule 'failing' (policy.yaml:7:")
            .doesNotContain("5000")
            .hasSizeLessThan(300);
      }
      for (String name : List.of("aaa", "zzz")) {
        String deny = "    - {name: " + name + ", effect: deny}";
        assertThat(decide(when, arguments, effect, deny))
            .as("%s beside %s", effect, deny)
            .isInstanceOf(Deny.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"allow", "deny", "ask"})
  void exceededWorkLimitEndsTheDecisionWhateverIsAroundIt(String effect) {
    String list = "{\"list\":[" + "1,".repeat(3_000) + "1]}";
    String heavy = "args.list.all(x, args.list.all(y, x == y))";
    for (String when :
        List.of(
            heavy,
            heavy + " || true",
            "true && " + heavy,
            "!(" + heavy + ")",
            heavy + " ? true : true",
            "[1].exists(x, " + heavy + ") || true")) {
      PolicyDecision decision = decide(when, list, effect, "    - {name: zzz, effect: allow}");
      assertThat(decision).as(when).isInstanceOf(Fault.class);
      assertThat(decision.reason()).contains("more work than a decision may take");
    }
  }

  @Test
  void workLimitIsSharedByAllRulesOfADecision() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rules.append(
          "- {name: r%d, effect: ask, when: 'args.list.all(x, args.list.all(y, x == y))'}\n"
              .formatted(i));
    }
    String list = "{\"list\":[" + "1,".repeat(200) + "1]}";
    String one = rules.substring(0, rules.indexOf("\n") + 1);
    assertThat(Given.engine(Given.rules(one)).evaluate(Given.call("t", list)))
        .isInstanceOf(PolicyDecision.NeedsApproval.class);
    assertThat(Given.engine(Given.rules(rules.toString())).evaluate(Given.call("t", list)))
        .isInstanceOf(Fault.class);
  }

  @Test
  void faultNamesThePlaceInABlockScalar() {
    String yaml =
        """
        apiVersion: portcullis/v1
        kind: Policy
        spec:
          rules:
            - name: folded
              effect: allow
              when: >
                tool == "t" &&
                args.missing.startsWith("x")
        """;
    assertThat(Given.engine(yaml).evaluate(Given.call("t")).reason())
        .contains("rule 'folded' (policy.yaml:9:");
  }

  @Test
  void hasGuardsAnOptionalArgument() {
    String when = "has(args.amount) && args.amount > 1000.0";
    assertThat(decide(when, "{}", "deny", "")).isInstanceOf(PolicyDecision.Allow.class);
    assertThat(decide(when, "{\"amount\":5000}", "deny", "")).isInstanceOf(Deny.class);
  }
}
