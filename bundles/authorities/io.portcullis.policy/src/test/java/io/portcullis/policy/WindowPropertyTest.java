// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.CallEffects;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyRequest;
import io.portcullis.testkit.SeededSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * No window is exceeded, whatever happens between two calls: reloads to another policy, restarts, a
 * clock that is set back and put right, failures, and calls whose outcome is not known. The true
 * time of each run is kept apart.
 *
 * <p>A clock that has been behind for longer than it was set back, or that was behind at a restart,
 * stays behind: to put it right would look like a clock that is set forward. No reload adds a
 * counter while the clock is behind, because the records lag behind the history then.
 */
class WindowPropertyTest {
  private static final SeededSample SAMPLE = SeededSample.configured();
  private static final int HISTORIES = SAMPLE.times(40_000, 150);
  private static final int STEPS = 80;
  private static final int CAP = 1_000;
  private static final int CALLS = 5;
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration HOUR = Duration.ofHours(1);

  private static final String SPENT =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        counters:
          spent: {tools: [pay], by: [team], window: 24h, sum: args.amount}
      """;

  private static final Policies SUM =
      Given.policies(
          SPENT
              + """
                rules:
                  - {name: pay, tools: [pay], effect: allow}
                  - {name: cap, tools: [pay], when: counters.spent.sum + args.amount > 1000, effect: deny}
              """);

  private static final Policies SUM_AND_COUNT =
      Given.policies(
          SPENT
              + """
                  calls: {tools: [pay], by: [team], window: 1h}
                rules:
                  - {name: pay, tools: [pay], effect: allow}
                  - {name: limit, tools: [pay], when: counters.spent.sum + args.amount > 1000, effect: deny}
                  - {name: few, tools: [pay], when: counters.calls.count >= 5, effect: deny}
              """);

  /** A run of the tool at its true time, which no clock of the engine shows. */
  private record Run(Duration at, int amount) {}

  private Random random = new Random(0);
  private Duration truth = Duration.ZERO;
  private Duration behind = Duration.ZERO;

  /** How far the clock must stay behind. */
  private Duration leastBehind = Duration.ZERO;

  private Instant lastRecord = Instant.MIN;
  private PolicyHistory history = new PolicyHistory(this::wall, this::nanos);
  private Policies policies = SUM;
  private PolicyEngine engine = new PolicyEngine(policies, new RateLimits(), this::wall, history);
  private @Nullable HistoryRebuild rebuild;
  private final List<String> records = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private int calls;
  private int allowed;
  private int denied;

  private Instant wall() {
    return Given.NOON.plus(truth).minus(behind);
  }

  private long nanos() {
    return truth.toNanos();
  }

  @Test
  void noWindowIsExceeded() {
    long seed = 7; // the same histories in each run
    for (int n = 0; n < HISTORIES; n++) {
      begin(seed + n);
      try {
        for (int step = 0; step < STEPS; step++) {
          step();
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("history " + (seed + n), e);
      }
    }
    assertThat(allowed).isGreaterThan(HISTORIES * 5);
    assertThat(denied).isGreaterThan(HISTORIES * 5);
  }

  private void begin(long seed) {
    random = new Random(seed);
    truth = Duration.ZERO;
    behind = Duration.ZERO;
    leastBehind = Duration.ZERO;
    lastRecord = Instant.MIN;
    records.clear();
    runs.clear();
    calls = 0;
    restart();
  }

  private void step() {
    switch (random.nextInt(15)) {
      case 0 -> truth = truth.plusMinutes(random.nextInt(400));
      case 1 -> truth = truth.plusSeconds(random.nextInt(600));
      case 2, 7 -> behind = behind.plusMinutes(random.nextInt(300));
      case 3, 8 -> behind = leastBehind;
      case 4 -> restart();
      case 5 -> use(random.nextBoolean() || !behind.isZero() ? SUM : SUM_AND_COUNT);
      case 6 -> finishRebuild();
      default -> call();
    }
  }

  private void restart() {
    leastBehind = behind;
    history = new PolicyHistory(this::wall, this::nanos);
    use(random.nextBoolean() ? SUM : SUM_AND_COUNT);
    if (random.nextInt(3) > 0) {
      finishRebuild();
    }
  }

  /** Puts a policy in force, as a reload does. */
  private void use(Policies next) {
    finishRebuild();
    policies = next;
    HistoryRebuild started = history.use(policies);
    started.countedAfter(records.size(), digest());
    engine = new PolicyEngine(policies, new RateLimits(), this::wall, history);
    rebuild = started.needed() ? started : null;
  }

  private String digest() {
    return "sha256:" + policies.digest();
  }

  /** Reads all records, those of the calls since the reload too. */
  private void finishRebuild() {
    HistoryRebuild pending = rebuild;
    if (pending != null) {
      for (int n = 0; n < records.size(); n++) {
        pending.record(n + 1, records.get(n));
      }
      pending.finish(null, "");
      rebuild = null;
    }
  }

  private void call() {
    int amount = 1 + random.nextInt(400);
    String call = "c" + calls++;
    DecidedRequest decided =
        engine.decide(
            PolicyRequest.of(Action.TOOL_CALL, "pay", "{\"amount\":" + amount + "}")
                .by("acme", "ops", "a-" + random.nextInt(3))
                .within("t", call));
    if (!(decided.decision() instanceof Allow)) {
      denied++;
      return;
    }
    allowed++;
    assertThat(sum(DAY) + amount).as("spent in a day").isLessThanOrEqualTo(CAP);
    if (policies == SUM_AND_COUNT) {
      assertThat(count(HOUR)).as("calls in an hour").isLessThan(CALLS);
    }
    settle(call, amount, decided.effects());
  }

  private int sum(Duration window) {
    return runs.stream().filter(run -> within(run, window)).mapToInt(Run::amount).sum();
  }

  private long count(Duration window) {
    return runs.stream().filter(run -> within(run, window)).count();
  }

  private boolean within(Run run, Duration window) {
    return run.at().compareTo(truth.minus(window)) > 0;
  }

  /** Runs the tool, which may fail, or whose outcome may be lost with the process. */
  private void settle(String call, int amount, CallEffects effects) {
    int outcome = random.nextInt(8);
    if (outcome == 0) {
      history.decided(call, false, CallEffects.NONE); // the record could not be kept
      return;
    }
    keep(decided(call, amount, effects));
    history.decided(call, true, effects);
    if (outcome == 1) {
      keep(ended(call, "failed"));
      history.takenBack(call, true);
      return;
    }
    runs.add(new Run(truth, amount));
    if (outcome == 2) {
      restart();
      return;
    }
    keep(ended(call, "completed"));
    history.completed(call);
  }

  private void keep(String record) {
    records.add(record);
    if (!wall().isBefore(lastRecord)) {
      lastRecord = wall();
      leastBehind = behind;
    }
  }

  private String decided(String call, int amount, CallEffects effects) {
    String counts =
        effects.counts().stream()
            .map(
                each ->
                    "{\"amount\":\"%s\",\"counter\":\"%s\",\"id\":\"%s\",\"subject\":\"%s\"}"
                        .formatted(each.amount(), each.counter(), each.id(), each.subject()))
            .collect(Collectors.joining(","));
    return ("{\"action\":\"tool_call\",\"agent\":\"a-1\",\"arguments\":\"{\\\"amount\\\":%d}\","
            + "\"call\":\"%s\",\"counts\":[%s],\"kind\":\"decided\",\"org\":\"acme\","
            + "\"policyDigest\":\"%s\",\"team\":\"ops\",\"time\":\"%s\",\"tool\":\"pay\","
            + "\"verdict\":\"allow\"}")
        .formatted(amount, call, counts, digest(), wall());
  }

  private String ended(String call, String outcome) {
    return "{\"call\":\"%s\",\"kind\":\"ended\",\"outcome\":\"%s\",\"time\":\"%s\"}"
        .formatted(call, outcome, wall());
  }
}
