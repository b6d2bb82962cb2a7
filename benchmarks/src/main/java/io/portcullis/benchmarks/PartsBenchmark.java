// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

/** What the policy engine takes of the whole way, and a look at the clock. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PartsBenchmark {
  /** How many tools the policy names. */
  @Param({"10", "1000", "10000"})
  public int tools;

  private PolicyEngine engine;
  private String[] names;
  private int next;

  /**
   * Loads the policy.
   *
   * @throws PolicyException if it is wrong
   */
  @Setup
  public void open() throws PolicyException {
    byte[] policy = Engines.policy(tools, "").getBytes(StandardCharsets.UTF_8);
    engine =
        new PolicyEngine(
            new PolicyLoader().parse("benchmark", policy),
            new RateLimits(),
            InstantSource.system());
    names = Engines.names(tools);
  }

  /** A rule by name. */
  @Benchmark
  public PolicyDecision policy() {
    String tool = names[next++ & (names.length - 1)];
    return engine.evaluate(
        new PolicyRequest(
            "org", "team", "agent", Action.TOOL_CALL, tool, "", Engines.ARGUMENTS, null));
  }

  /** One reading of the clock, of which a call needs several. */
  @Benchmark
  public Instant clock() {
    return InstantSource.system().instant();
  }
}
