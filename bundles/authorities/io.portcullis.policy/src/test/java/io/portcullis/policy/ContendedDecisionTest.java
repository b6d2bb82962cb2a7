// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Decisions that are repeated because another call has changed a counter meanwhile. The other call
 * is decided whenever the engine reads its clock, so no thread is needed.
 */
class ContendedDecisionTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: contended}
      spec:
        counters:
          searches: {tools: [web_search], by: [agent], window: 1h}
        tools:
          web_search: {allow: true, limit_per_hour: 2}
        rules:
          - {name: few, tools: [web_search], when: counters.searches.count >= 6, effect: deny}
      """;

  private final Policies policies = Given.policies(POLICY);
  private final PolicyHistory history = new PolicyHistory(() -> Given.NOON, () -> 0);
  private final PolicyEngine other;
  private final PolicyEngine engine;
  private int interferences;
  private int others;
  private int calls;

  ContendedDecisionTest() {
    history.useInMemory(policies);
    other = new PolicyEngine(policies, new RateLimits(), () -> Given.NOON, history);
    engine = new PolicyEngine(policies, new RateLimits(), this::interfere, history);
  }

  private Instant interfere() {
    if (interferences > 0) {
      interferences--;
      decideAnother();
    }
    return Given.NOON;
  }

  private void decideAnother() {
    String name = "other-" + others++;
    PolicyRequest request = request(name).by("acme", name, "a-1"); // a bucket of its own
    assertThat(other.decide(request).decision()).isInstanceOf(Allow.class);
  }

  private static PolicyRequest request(String call) {
    return PolicyRequest.of(Action.TOOL_CALL, "web_search", "{}")
        .by("acme", "ops", "a-1")
        .within("t-1", call);
  }

  private PolicyDecision decide() {
    return engine.decide(request("c" + calls++)).decision();
  }

  @Test
  void repeatedDecisionTakesOneTokenOfAnHourlyLimit() {
    interferences = 3;
    assertThat(decide()).isInstanceOf(Allow.class);
    assertThat(others).isEqualTo(3);
    assertThat(decide()).isInstanceOf(Allow.class);
    assertThat(decide())
        .isInstanceOf(Deny.class)
        .returns("rate limit exceeded", each -> each.reason());
  }

  @Test
  void repeatedDecisionReadsWhatTheOtherCallsHaveCounted() {
    for (int n = 0; n < 3; n++) {
      decideAnother();
    }
    interferences = 3;
    assertThat(decide()).isInstanceOf(Deny.class).returns("few", each -> each.rule());
    assertThat(history.counters().get(0).count()).isEqualTo(6);
  }
}
