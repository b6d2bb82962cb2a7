// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.portcullis.policy.internal.limit.TokenBuckets;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

  private final ManualClock clock = new ManualClock();
  private final RateLimits limits = new RateLimits();

  private PolicyEngine engine(String yaml) {
    return new PolicyEngine(Given.policies(yaml), limits, clock);
  }

  private static String limit(long perHour) {
    return "tools: {a: {allow: true, limit_per_hour: " + perHour + "}}";
  }

  private static int permitted(PolicyEngine engine, PolicyRequest request, int calls) {
    int permitted = 0;
    for (int i = 0; i < calls; i++) {
      PolicyDecision decision = engine.evaluate(request);
      if (decision instanceof Allow) {
        permitted++;
      } else {
        assertThat(decision.reason()).isEqualTo("rate limit exceeded");
        assertThat(decision.rule()).isEqualTo("rate limit exceeded");
      }
    }
    return permitted;
  }

  @Test
  void bucketStartsFullAndRefillsEvenly() {
    PolicyEngine engine = engine(limit(60));
    PolicyRequest call = Given.call("a");

    assertThat(permitted(engine, call, 100)).isEqualTo(60);
    clock.move(Duration.ofMinutes(1).minusNanos(1000));
    assertThat(permitted(engine, call, 10)).isZero();
    clock.move(Duration.ofNanos(1000));
    assertThat(permitted(engine, call, 10)).isEqualTo(1);
    clock.move(Duration.ofMinutes(10));
    assertThat(permitted(engine, call, 20)).isEqualTo(10);
    clock.move(Duration.ofDays(3));
    assertThat(permitted(engine, call, 100)).isEqualTo(60);
  }

  @Test
  void manySmallStepsRefillAsMuchAsALargeOne() {
    PolicyEngine engine = engine(limit(7));
    PolicyRequest call = Given.call("a");
    permitted(engine, call, 7);

    int permitted = 0;
    for (int i = 0; i < 36_000; i++) {
      clock.move(Duration.ofMillis(100));
      permitted += permitted(engine, call, 1);
    }

    assertThat(permitted).isEqualTo(7);
  }

  @Test
  void zeroPermitsNothing() {
    assertThat(permitted(engine(limit(0)), Given.call("a"), 3)).isZero();
  }

  @Test
  void largestLimitDoesNotOverflow() {
    PolicyEngine engine = engine(limit(2_000_000_000));

    assertThat(permitted(engine, Given.call("a"), 1_000)).isEqualTo(1_000);
    clock.move(Duration.ofDays(100_000));
    assertThat(permitted(engine, Given.call("a"), 1_000)).isEqualTo(1_000);
  }

  @Test
  void callsAreCountedByTeamOrElseByAgentAndByTool() {
    PolicyEngine engine = engine("tools: {'*': {allow: true, limit_per_hour: 1}}");

    assertThat(permitted(engine, Given.by("o", "t", "x", "a"), 1)).isEqualTo(1);
    assertThat(permitted(engine, Given.by("o", "t", "y", "a"), 1)).isZero();
    assertThat(permitted(engine, Given.by("o", "t", "y", "b"), 1)).isEqualTo(1);
    assertThat(permitted(engine, Given.by("o", "", "t", "a"), 1)).isEqualTo(1);
    assertThat(permitted(engine, Given.by("o", "", "y", "a"), 1)).isEqualTo(1);
    assertThat(permitted(engine, Given.by("p", "", "", "a"), 1)).isEqualTo(1);
    assertThat(permitted(engine, Given.by("o", "", "", "a"), 1)).isZero();
  }

  @Test
  void reloadKeepsTheCounts() {
    assertThat(permitted(engine(limit(10)), Given.call("a"), 4)).isEqualTo(4);

    assertThat(permitted(engine(limit(10)), Given.call("a"), 10)).isEqualTo(6);
  }

  @Test
  void lowerLimitTightensAFullBucket() {
    assertThat(permitted(engine(limit(100)), Given.call("a"), 1)).isEqualTo(1);

    assertThat(permitted(engine(limit(5)), Given.call("a"), 10)).isEqualTo(5);
  }

  @Test
  void higherLimitOfANewPolicyRefillsFasterFromThenOn() {
    permitted(engine(limit(1)), Given.call("a"), 1);
    PolicyEngine engine = engine(limit(3600));

    assertThat(permitted(engine, Given.call("a"), 5)).isZero();
    clock.move(Duration.ofSeconds(5));
    assertThat(permitted(engine, Given.call("a"), 10)).isEqualTo(5);
  }

  @Test
  void clockThatIsSetBackAddsNoToken() {
    PolicyEngine engine = engine(limit(60));
    permitted(engine, Given.call("a"), 60);

    clock.move(Duration.ofDays(-1));
    assertThat(permitted(engine, Given.call("a"), 5)).isZero();
    clock.move(Duration.ofMinutes(2));
    assertThat(permitted(engine, Given.call("a"), 5)).isEqualTo(2);
  }

  @Test
  void callThatIsDeniedEarlierTakesNoToken() {
    PolicyEngine engine =
        engine(
            "{capabilities: {deny: [mcp_tool:a]}, tools: {a: {allow: true, limit_per_hour: 1}}}");
    engine.evaluate(Given.call("a"));

    assertThat(limits.size()).isZero();
    assertThat(permitted(engine(limit(1)), Given.call("a"), 1)).isEqualTo(1);
  }

  /** Two unnamed tools for each owner, 200 owners, 2,000 buckets. */
  private PolicyEngine small(String tools) {
    return new PolicyEngine(Given.policies("tools: " + tools), new RateLimits(2_000), clock);
  }

  private static PolicyRequest by(String agent, String tool) {
    return Given.by("o", "", agent, tool);
  }

  @Test
  void inventedToolsOfOneAgentDoNotAffectOtherAgents() {
    PolicyEngine engine =
        engine(
            "tools: {'*': {allow: true, limit_per_hour: 2}, a: {allow: true, limit_per_hour: 2}}");
    int permitted = 0;
    for (int i = 0; i < 100_000; i++) {
      permitted += engine.evaluate(by("inventor", "tool-" + i)) instanceof Allow ? 1 : 0;
    }

    assertThat(permitted).isEqualTo(100 + 2);
    assertThat(limits.size()).isEqualTo(100 + 1);
    assertThat(permitted(engine, by("inventor", "a"), 3)).isEqualTo(2);
    assertThat(permitted(engine, by("other", "a"), 3)).isEqualTo(2);
    assertThat(permitted(engine, by("other", "b"), 3)).isEqualTo(2);
  }

  @Test
  void inventedAgentsDoNotAffectKnownAgents() {
    PolicyEngine engine =
        engine(
            "tools: {'*': {allow: true, limit_per_hour: 9}, a: {allow: true, limit_per_hour: 9}}");
    assertThat(permitted(engine, by("known", "b"), 1)).isEqualTo(1);
    int permitted = 0;
    for (int i = 0; i < 100_000; i++) {
      permitted += engine.evaluate(by("agent-" + i, "b")) instanceof Allow ? 1 : 0;
    }

    assertThat(permitted).isEqualTo(9_999 + 9);
    assertThat(limits.size()).isEqualTo(10_000 + 1);
    assertThat(permitted(engine, by("known", "b"), 10)).isEqualTo(8);
    assertThat(permitted(engine, by("known", "c"), 10)).isEqualTo(9);
    assertThat(permitted(engine, by("known", "a"), 10)).isEqualTo(9);
    assertThat(permitted(engine, by("new", "b"), 10)).isZero();
    assertThat(permitted(engine, by("new", "a"), 10)).isEqualTo(9);
  }

  @Test
  void fullTableKeepsFurtherToolsOfAKnownAgentApartFromStrangers() {
    PolicyEngine engine = small("{'*': {allow: true, limit_per_hour: 1}, n: {allow: true}}");
    permitted(engine, by("known", "a"), 1);
    for (int i = 0; i < 5_000; i++) {
      engine.evaluate(by("agent-" + i / 2, "tool-" + i % 2));
    }

    assertThat(permitted(engine, by("known", "b"), 2)).isEqualTo(1);
    assertThat(permitted(engine, by("known", "c"), 2)).isEqualTo(1);
    assertThat(permitted(engine, by("known", "d"), 2)).isZero();
    assertThat(permitted(engine, by("known", "a"), 2)).isZero();
  }

  @Test
  void newBucketOfAnotherToolForgetsNoUsedToken() {
    PolicyEngine engine = small("{'*': {allow: true, limit_per_hour: 60}}");
    permitted(engine, by("x", "a"), 1);
    permitted(engine, by("x", "b"), 1);
    assertThat(permitted(engine, by("x", "c"), 61)).isEqualTo(60);

    clock.move(Duration.ofMinutes(2)); // a and b are full again; the tokens that c used are not
    assertThat(permitted(engine, by("x", "c"), 61)).isEqualTo(2);
    clock.move(Duration.ofMinutes(30));
    assertThat(permitted(engine, by("x", "c"), 61)).isEqualTo(30);
  }

  @Test
  void newBucketOfAnotherAgentForgetsNoUsedToken() {
    PolicyEngine engine = small("{'*': {allow: true, limit_per_hour: 60}}");
    for (int i = 0; i < 200; i++) {
      permitted(engine, by("agent-" + i, "a"), 1);
    }
    assertThat(permitted(engine, by("late", "a"), 61)).isEqualTo(60);

    clock.move(Duration.ofMinutes(2));
    assertThat(permitted(engine, by("late", "a"), 61)).isEqualTo(2);
    clock.move(Duration.ofHours(1));
    assertThat(permitted(engine, by("late", "a"), 61)).isEqualTo(60);
  }

  @Test
  void fullBucketIsRemovedToMakeRoom() {
    PolicyEngine engine = small("{'*': {allow: true, limit_per_hour: 60}}");
    for (int i = 0; i < 200; i++) {
      permitted(engine, by("agent-" + i, "a"), 1);
    }
    clock.move(Duration.ofMinutes(1));
    assertThat(permitted(engine, by("late", "a"), 61)).isEqualTo(60);
    assertThat(permitted(engine, by("later", "a"), 61)).isEqualTo(60);
  }

  @Test
  void bucketTightenedByAnotherAgentIsNotRemoved() {
    TokenBuckets buckets = new TokenBuckets(1);
    TokenBuckets.Key team = key("team", "a");
    buckets.take(team, new TokenBuckets.Terms(3_600, "e"), clock);
    buckets.take(team, new TokenBuckets.Terms(1, "e"), clock);
    clock.move(Duration.ofMinutes(59));
    buckets.take(key("other", "a"), new TokenBuckets.Terms(1, "e"), clock);
    int taken = 0;
    for (int i = 0; i < 10; i++) {
      TokenBuckets.Outcome outcome = buckets.take(team, new TokenBuckets.Terms(3_600, "e"), clock);
      taken += outcome == TokenBuckets.Outcome.TAKEN ? 1 : 0;
    }
    assertThat(taken).isLessThanOrEqualTo(1);
  }

  private static TokenBuckets.Key key(String team, String tool) {
    return new TokenBuckets.Key(new TokenBuckets.Owner(true, team), tool, false);
  }

  @Test
  void longNamesAreCountedApart() {
    PolicyEngine engine = engine("tools: {'*': {allow: true, limit_per_hour: 1}}");
    String name = "x".repeat(1_000);
    assertThat(permitted(engine, by(name, name), 2)).isEqualTo(1);
    assertThat(permitted(engine, by(name, name + "y"), 2)).isEqualTo(1);
    assertThat(permitted(engine, by(name + "y", name), 2)).isEqualTo(1);
  }

  @Test
  void strangersShareAtMostAThousandRules() {
    StringBuilder tools = new StringBuilder("{");
    for (int i = 0; i < 1_001; i++) {
      tools.append("t").append(i).append(": {allow: true, limit_per_hour: 1},");
    }
    PolicyEngine engine =
        new PolicyEngine(Given.policies("tools: " + tools + "}"), new RateLimits(1), clock);
    permitted(engine, by("known", "t0"), 1);
    for (int i = 0; i < 1_000; i++) {
      assertThat(permitted(engine, by("stranger", "t" + i), 1)).isEqualTo(1);
    }
    assertThat(engine.evaluate(by("stranger", "t1000")).reason())
        .isEqualTo("too many rate limits in use");
  }

  @Test
  void boundMustBePositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimits(0));
  }

  @Test
  void concurrentThreadsTakeNoMoreTokensThanTheLimit() throws Exception {
    PolicyEngine engine = engine(limit(1_000));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tasks.add(() -> permitted(engine, Given.call("a"), 500));
      }
      int sum = 0;
      for (Future<Integer> done : threads.invokeAll(tasks)) {
        sum += done.get();
      }
      assertThat(sum).isEqualTo(1_000);
    } finally {
      threads.shutdownNow();
    }
  }
}
