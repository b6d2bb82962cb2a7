// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.CoverageReport;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCoverageTest {
  private static final String HEADER = "apiVersion: portcullis/v1\nkind: Policy\nspec:\n";

  private final ManualClock clock = new ManualClock();

  private CoverageReport report(String spec, PolicyRequest... requests) throws PolicyException {
    Policies policies =
        new PolicyLoader().parse("p.yaml", (HEADER + spec.indent(2)).getBytes(UTF_8));
    PolicyCoverage coverage = new PolicyCoverage(policies);
    PolicyHistory history = new PolicyHistory(clock);
    history.useInMemory(policies);
    PolicyEngine engine = new PolicyEngine(policies, new RateLimits(), clock, history);
    for (PolicyRequest request : requests) {
      engine.measure(request, engine.evaluate(request), coverage);
    }
    return coverage.report();
  }

  private static List<String> missing(CoverageReport report) {
    return report.missing().stream()
        .map(each -> each.rule() + " " + each.side() + " " + each.part())
        .toList();
  }

  private static PolicyRequest call(String tool, String arguments) {
    return new PolicyRequest("", "", "", Action.TOOL_CALL, tool, "", arguments, null);
  }

  private static String rule(String when) {
    return "rules:\n  - {name: r, tools: [t], effect: allow, when: '" + when + "'}\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "args.a                                    ; 3",
        "args.n > 1                                ; 3",
        "args.a && args.b                          ; 7",
        "args.a && args.b && args.a                ; 9",
        "args.a && args.b || args.b                ; 11",
        "!(args.a || args.b)                       ; 9",
        "args.a ? args.b : args.n > 1              ; 9",
        "(args.a ? args.n : 2) > 1                 ; 5",
        "[1, 2].exists(x, x == args.n && args.a)   ; 7",
        "true                                      ; 1"
      })
  void countsTheRuleAndTheSidesOfEachTruthValue(String when, long total) throws PolicyException {
    assertThat(report(rule(when)).total()).isEqualTo(total);
  }

  @Test
  void sidesThatNoRequestReachedAreMissing() throws PolicyException {
    CoverageReport report =
        report(
            rule("args.a && !args.b"),
            call("t", "{\"a\":true,\"b\":false}"),
            call("t", "{\"a\":false,\"b\":true}"));
    assertThat(missing(report)).containsExactly("r FALSE !args.b", "r TRUE args.b");
    assertThat(report.reached()).isEqualTo(7);
    assertThat(report.total()).isEqualTo(9);
    assertThat(report.missing().get(0).line()).isEqualTo(5);
    assertThat(report.missing().get(0).column()).isGreaterThan(50);
  }

  @Test
  void failedPartHasNeitherSide() throws PolicyException {
    assertThat(missing(report(rule("args.n > 1"), call("t", "{\"n\":\"2\"}"))))
        .containsExactly("r TRUE args.n > 1", "r FALSE args.n > 1");
  }

  @Test
  void ruleAboutOtherCallsIsNotReached() throws PolicyException {
    String rules =
        """
        rules:
          - {name: other-tool, tools: [u], effect: allow}
          - {name: other-team, tools: [t], teams: [x], effect: allow, when: 'args.a'}
          - {name: other-action, tools: [t], actions: [tool_result], effect: allow}
          - {name: reached, tools: [t], effect: allow}
        """;
    CoverageReport report = report(rules, call("t", "{}"));
    assertThat(missing(report))
        .containsExactlyInAnyOrder("other-tool RULE ", "other-team RULE ", "other-action RULE ");
    assertThat(report.reached()).isEqualTo(1);
    assertThat(report.total()).isEqualTo(6);
  }

  @Test
  void denialLeavesRulesThatDoNotDenyUnreached() throws PolicyException {
    String rules =
        """
        rules:
          - {name: allow, tools: [t], effect: allow}
          - {name: ask, tools: [t], effect: ask}
          - {name: a-deny, tools: [t], effect: deny, when: 'args.a'}
          - {name: b-deny, tools: [t], effect: deny, when: 'args.a'}
        """;
    assertThat(missing(report(rules, call("t", "{\"a\":true}"))))
        .containsExactly("allow RULE ", "ask RULE ", "a-deny FALSE args.a", "b-deny FALSE args.a");
    assertThat(missing(report(rules, call("t", "{\"a\":false}"))))
        .containsExactly("a-deny TRUE args.a", "b-deny TRUE args.a");
  }

  @Test
  void objectionOfASectionLeavesRulesUnreached() throws PolicyException {
    String spec =
        """
        tools:
          t: {allow: false}
          limited: {allow: true, limit_per_hour: 1}
        rules:
          - {name: r, tools: [t], effect: allow}
          - {name: l, tools: [limited], effect: allow, when: 'args.a'}
        """;
    CoverageReport report =
        report(
            spec,
            call("t", "{}"),
            call("limited", "{\"a\":true}"),
            call("limited", "{\"a\":false}"));
    assertThat(missing(report)).containsExactly("r RULE ", "l FALSE args.a");
  }

  @Test
  void conditionReadsTheHistoryOfTheCall() throws PolicyException {
    String spec =
        """
        counters:
          spent: {tools: [pay], window: 1h, sum: args.amount}
        rules:
          - {name: cap, tools: [pay], effect: deny, when: 'counters.spent.sum + args.amount > 5.0'}
          - {name: pay, tools: [pay], effect: allow}
        """;
    assertThat(missing(report(spec, call("pay", "{\"amount\":9}"), call("pay", "{\"amount\":1}"))))
        .isEmpty();
  }

  @Test
  void exceededWorkLimitEndsTheMeasurement() throws PolicyException {
    String list = "[" + "1,".repeat(2_000) + "1]";
    String when = "args.l.all(x, args.l.all(y, args.l.all(z, x + y + z > 0)))";
    assertThat(missing(report(rule(when), call("t", "{\"l\":" + list + "}")))).hasSize(2);
  }

  @Test
  void unreadableRequestReachesNothing() throws PolicyException {
    PolicyRequest file = new PolicyRequest("", "", "", Action.FILE_OPERATION, "", "", "{", null);
    assertThat(missing(report("rules: [{name: r, effect: allow}]", file)))
        .containsExactly("r RULE ");
  }
}
