// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.portcullis.policy.PolicyDecision.Permit;
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
      if (decision instanceof Permit) {
        permitted++;
      } else {
        assertThat(decision.reason()).isEqualTo("rate limit exceeded");
        assertThat(decision.rule()).isEqualTo("rate limit exceeded");
      }
    }
    return permitted;
  }

  @Test
  void aBucketStartsFullAndRefillsEvenly() {
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
  void theLargestLimitDoesNotOverflow() {
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
  void aReloadForgetsNothing() {
    assertThat(permitted(engine(limit(10)), Given.call("a"), 4)).isEqualTo(4);

    assertThat(permitted(engine(limit(10)), Given.call("a"), 10)).isEqualTo(6);
  }

  @Test
  void aLowerLimitTightensAFullBucket() {
    assertThat(permitted(engine(limit(100)), Given.call("a"), 1)).isEqualTo(1);

    assertThat(permitted(engine(limit(5)), Given.call("a"), 10)).isEqualTo(5);
  }

  @Test
  void aHigherLimitOfANewPolicyRefillsFasterFromThenOn() {
    permitted(engine(limit(1)), Given.call("a"), 1);
    PolicyEngine engine = engine(limit(3600));

    assertThat(permitted(engine, Given.call("a"), 5)).isZero();
    clock.move(Duration.ofSeconds(5));
    assertThat(permitted(engine, Given.call("a"), 10)).isEqualTo(5);
  }

  @Test
  void aClockThatIsSetBackGivesNothing() {
    PolicyEngine engine = engine(limit(60));
    permitted(engine, Given.call("a"), 60);

    clock.move(Duration.ofDays(-1));
    assertThat(permitted(engine, Given.call("a"), 5)).isZero();
    clock.move(Duration.ofMinutes(2));
    assertThat(permitted(engine, Given.call("a"), 5)).isEqualTo(2);
  }

  @Test
  void aCallThatIsRefusedEarlierTakesNothing() {
    PolicyEngine engine =
        engine(
            "{capabilities: {deny: [mcp_tool:a]}, tools: {a: {allow: true, limit_per_hour: 1}}}");
    engine.evaluate(Given.call("a"));

    assertThat(limits.size()).isZero();
    assertThat(permitted(engine(limit(1)), Given.call("a"), 1)).isEqualTo(1);
  }

  @Test
  void aFullTableRefusesNewOnesUntilABucketIsFullAgain() {
    RateLimits two = new RateLimits(2);
    PolicyEngine engine =
        new PolicyEngine(
            Given.policies("tools: {'*': {allow: true, limit_per_hour: 60}}"), two, clock);

    assertThat(engine.evaluate(Given.call("a"))).isInstanceOf(Permit.class);
    clock.move(Duration.ofSeconds(30));
    assertThat(engine.evaluate(Given.call("b"))).isInstanceOf(Permit.class);
    assertThat(engine.evaluate(Given.call("c")).reason()).isEqualTo("too many rate limits in use");
    clock.move(Duration.ofSeconds(30));
    assertThat(engine.evaluate(Given.call("c"))).isInstanceOf(Permit.class);
    assertThat(engine.evaluate(Given.call("d")).reason()).isEqualTo("too many rate limits in use");
    assertThat(engine.evaluate(Given.call("b"))).isInstanceOf(Permit.class);
    assertThat(two.size()).isEqualTo(2);
  }

  @Test
  void theBoundMustBePositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimits(0));
  }

  @Test
  void severalThreadsTogetherTakeNoMoreThanThereIs() throws Exception {
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
