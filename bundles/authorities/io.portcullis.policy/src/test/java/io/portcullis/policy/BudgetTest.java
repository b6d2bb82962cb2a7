// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetTest {
  /** Opus costs 0.015 dollars for 1,000 tokens of input. */
  private static final String THOUSAND = "{\"model\":\"claude-3-opus\",\"prompt_tokens\":1000}";

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-30T21:30:00Z");
  private long nanos;
  private final PolicyHistory history = new PolicyHistory(() -> now, () -> nanos);
  private int calls;

  private PolicyEngine engine(String budget, ModelPrices prices) {
    Policies policies = Given.policies("spec:\n  budget: " + budget + "\n");
    history.useInMemory(policies);
    return new PolicyEngine(policies, new RateLimits(), () -> now, history, prices);
  }

  private PolicyEngine engine(String budget) {
    return engine(budget, ModelPrices.BUILT_IN);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private DecidedRequest decide(PolicyEngine engine, String agent, String team, String arguments) {
    String call = "c" + calls++;
    PolicyRequest request =
        PolicyRequest.of(Action.LLM_CALL, "", arguments).by("acme", team, agent).within("", call);
    DecidedRequest decided = engine.decide(request);
    boolean allowed = decided.decision() instanceof Allow;
    history.decided(call, allowed, decided.effects());
    if (allowed) {
      history.completed(call);
    }
    return decided;
  }

  private PolicyDecision run(PolicyEngine engine, String arguments) {
    return decide(engine, "a", "ops", arguments).decision();
  }

  @Test
  void deniesTheCallThatWouldExceedTheDay() {
    PolicyEngine engine = engine("{daily_limit_usd: 0.03}");
    assertThat(run(engine, THOUSAND)).isInstanceOf(Allow.class);
    assertThat(run(engine, THOUSAND)).isInstanceOf(Allow.class);
    assertThat(run(engine, THOUSAND))
        .isInstanceOf(Deny.class)
        .extracting(PolicyDecision::reason)
        .isEqualTo("daily budget exceeded");
    assertThat(decide(engine, "b", "ops", THOUSAND).decision()).isInstanceOf(Allow.class);
  }

  @Test
  void theDayBeginsAtMidnightOfTheTimeZone() {
    PolicyEngine engine = engine("{daily_limit_usd: 0.015, timezone: Europe/Vienna}");
    run(engine, THOUSAND);
    pass(Duration.ofMinutes(89));
    assertThat(run(engine, THOUSAND)).isInstanceOf(Deny.class);
    pass(Duration.ofMinutes(1));
    assertThat(run(engine, THOUSAND)).isInstanceOf(Allow.class);
  }

  @Test
  void aMonthlyLimitIsCheckedFirstAndOutlivesTheDay() {
    PolicyEngine engine = engine("{daily_limit_usd: 0.015, monthly_limit_usd: 0.015}");
    now = Instant.parse("2026-11-29T12:00:00Z");
    run(engine, THOUSAND);
    assertThat(run(engine, THOUSAND).reason()).isEqualTo("monthly budget exceeded");
    pass(Duration.ofDays(1));
    assertThat(run(engine, THOUSAND).reason()).isEqualTo("monthly budget exceeded");
    pass(Duration.ofDays(1));
    assertThat(run(engine, THOUSAND)).isInstanceOf(Allow.class);
  }

  @Test
  void aTeamSharesItsBudget() {
    PolicyEngine engine = engine("{team_daily_limit_usd: 0.015}");
    assertThat(decide(engine, "a", "ops", THOUSAND).decision()).isInstanceOf(Allow.class);
    assertThat(decide(engine, "b", "ops", THOUSAND).decision()).isInstanceOf(Deny.class);
    assertThat(decide(engine, "b", "dev", THOUSAND).decision()).isInstanceOf(Allow.class);
  }

  @Test
  void aSlidingWindowReplacesTheDay() {
    PolicyEngine engine = engine("{daily_limit_usd: 0.015, window: 1h}");
    run(engine, THOUSAND);
    pass(Duration.ofMinutes(59));
    assertThat(run(engine, THOUSAND)).isInstanceOf(Deny.class);
    pass(Duration.ofMinutes(1));
    assertThat(run(engine, THOUSAND)).isInstanceOf(Allow.class);
  }

  @Test
  void suspendsTheAgentWhereThePolicySaysSo() {
    PolicyEngine engine = engine("{daily_limit_usd: 0.015, action_on_exceed: suspend}");
    assertThat(decide(engine, "a", "ops", THOUSAND).suspends()).isFalse();
    assertThat(decide(engine, "a", "ops", THOUSAND).suspends()).isTrue();
  }

  @Test
  void otherCallsAreDeniedOnceTheBudgetIsSpent() {
    PolicyEngine engine = engine("{daily_limit_usd: 0.015}");
    PolicyRequest search =
        PolicyRequest.of(Action.TOOL_CALL, "search", "{}").by("acme", "ops", "a");
    assertThat(engine.decide(search.within("", "s1")).decision()).isInstanceOf(Allow.class);
    run(engine, THOUSAND);
    assertThat(engine.decide(search.within("", "s2")).decision()).isInstanceOf(Deny.class);
  }

  @Test
  void anUnknownModelCostsAsMuchAsTheMostExpensiveOne() {
    PolicyEngine engine = engine("{daily_limit_usd: 0.015}");
    assertThat(run(engine, THOUSAND.replace("claude-3-opus", "new"))).isInstanceOf(Allow.class);
    assertThat(run(engine, "{\"model\":\"new\",\"prompt_tokens\":1}")).isInstanceOf(Deny.class);
  }

  @Test
  void aPriceOfAFileReplacesTheBuiltInOne() throws IOException {
    Path file = folder.resolve("prices.json");
    Files.writeString(file, "{\"claude-3-opus\":{\"input_per_1k\":0.001,\"output_per_1k\":0}}");
    PolicyEngine engine = engine("{daily_limit_usd: 0.015}", ModelPrices.read(file));
    for (int n = 0; n < 15; n++) {
      assertThat(run(engine, THOUSAND)).isInstanceOf(Allow.class);
    }
    assertThat(run(engine, THOUSAND)).isInstanceOf(Deny.class);
    Files.writeString(file, "{\"x\":{\"input_per_1k\":-1,\"output_per_1k\":0}}");
    assertThatThrownBy(() -> ModelPrices.read(file)).hasMessageContaining("input_per_1k");
  }

  @Test
  void aNumberOfTokensThatIsNoneIsAFault() {
    PolicyEngine engine = engine("{daily_limit_usd: 1}");
    assertThat(run(engine, "{\"prompt_tokens\":-5}")).isInstanceOf(Fault.class);
    assertThat(run(engine, "no JSON")).isInstanceOf(Fault.class);
  }

  @Test
  void aBudgetWithoutAHistoryIsAFault() {
    Policies policies = Given.policies("spec:\n  budget: {daily_limit_usd: 1}\n");
    PolicyEngine engine = new PolicyEngine(policies, new RateLimits(), () -> now);
    assertThat(run(engine, THOUSAND)).isInstanceOf(Fault.class);
  }
}
