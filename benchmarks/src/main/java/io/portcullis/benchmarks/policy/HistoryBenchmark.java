// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.policy;

import io.portcullis.benchmarks.Engines;
import io.portcullis.policy.DecidedRequest;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyHistory;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What counters and labels cost: a decision, its reservation and its settlement. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HistoryBenchmark {
  private static final String HEAD = "apiVersion: portcullis/v1\nkind: Policy\nspec:\n";
  private static final String OPEN = "  rules:\n    - {name: open, tools: [pay], effect: allow}\n";

  /** What the policy keeps. */
  @Param({"nothing", "counter", "label", "thousand"})
  public String kept;

  private PolicyHistory history;
  private PolicyEngine engine;
  private long calls;

  /**
   * Loads the policy.
   *
   * @throws PolicyException if it is wrong
   */
  @Setup
  public void open() throws PolicyException {
    Policies policies =
        new PolicyLoader().parse("benchmark", policy().getBytes(StandardCharsets.UTF_8));
    history = new PolicyHistory(InstantSource.system());
    history.useInMemory(policies);
    engine = new PolicyEngine(policies, new RateLimits(), InstantSource.system(), history);
  }

  private String policy() {
    String counter = "  counters:\n    calls: {tools: [pay], by: [agent], window: 1s}\n";
    return switch (kept) {
      case "counter" -> HEAD + counter + OPEN + rule("cap", "counters.calls.count > 1000000000");
      case "label" ->
          HEAD
              + "  labels:\n    - {add: seen, tools: [pay], by: agent}\n"
              + OPEN
              + rule("leak", "'\"other\" in labels'");
      case "thousand" -> {
        StringBuilder many = new StringBuilder(HEAD).append(counter).append(OPEN);
        for (int n = 0; n < 1_000; n++) {
          many.append(rule("cap-" + n, "counters.calls.count > " + (1_000_000_000 + n)));
        }
        yield many.toString();
      }
      default -> HEAD + OPEN;
    };
  }

  private static String rule(String name, String when) {
    return "    - {name: " + name + ", tools: [pay], when: " + when + ", effect: deny}\n";
  }

  /** One call, from its decision to its settlement. */
  @Benchmark
  public DecidedRequest call() {
    String call = "c" + calls++;
    DecidedRequest decided =
        engine.decide(
            new PolicyRequest(
                    "org", "team", "agent", Action.TOOL_CALL, "pay", "", Engines.ARGUMENTS, null)
                .within("trace", call));
    history.decided(call, true, decided.effects());
    history.completed(call);
    return decided;
  }
}
