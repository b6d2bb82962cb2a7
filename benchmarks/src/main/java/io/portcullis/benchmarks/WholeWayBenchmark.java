// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.standalone.Portcullis;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the description of the call to the end of its tool: a rule by name among many, allowed. The
 * tool gives back its arguments.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class WholeWayBenchmark {
  private static final AgentIdentity AGENT = new AgentIdentity("org", "team", "agent");

  /** How many tools the policy names. */
  @Param({"10", "100", "1000", "10000"})
  public int tools;

  private Portcullis engine;
  private String[] names;
  private int next;

  /** Makes the engine. */
  @Setup
  public void open() {
    engine = Engines.over(tools, "", builder -> builder);
    names = Engines.names(tools);
  }

  /** Closes the engine. */
  @TearDown
  public void close() {
    engine.close();
  }

  /**
   * One call.
   *
   * @return how it ended
   */
  @Benchmark
  public ToolOutcome<String> call() {
    ToolCall call =
        ToolCall.builder(names[next++ & (names.length - 1)])
            .agent(AGENT)
            .arguments(Engines.ARGUMENTS)
            .build();
    return engine.gate().run(call, arguments -> arguments);
  }
}
