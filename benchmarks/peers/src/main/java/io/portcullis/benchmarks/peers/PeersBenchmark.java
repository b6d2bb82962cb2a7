// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers;

import io.portcullis.benchmarks.peers.engine.Engine;
import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
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

/** One question for one engine. The answer to every call is checked before time is taken. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PeersBenchmark {
  /** Who is asked. */
  @Param({"JAVA", "PORTCULLIS"})
  public Engine engine;

  /** What is asked. */
  @Param({"NAMES_1000", "COMPARISON", "PATHS"})
  public Question question;

  /** The right answer. */
  @Param({"true", "false"})
  public boolean allowed;

  private LoadedPolicy policy;
  private SampleCalls.Call[] calls;

  /** The place in the calls, for each thread its own. */
  @State(Scope.Thread)
  public static class Cursor {
    private int next;
  }

  /**
   * Loads the policy and asks each call once.
   *
   * @throws Exception as the engine does
   */
  @Setup
  public void open() throws Exception {
    policy = engine.open(question);
    calls = SampleCalls.of(question, allowed);
    for (SampleCalls.Call call : calls) {
      if ((policy.decide(call.tool(), call.arguments()) == Answer.ALLOW) != allowed) {
        throw new IllegalStateException(engine + " gives a wrong answer");
      }
    }
  }

  /** Ends the engine. */
  @TearDown
  public void close() {
    policy.close();
  }

  /**
   * Decides one call, its arguments read.
   *
   * @param cursor the place in the calls
   * @throws Exception as the engine does
   */
  @Benchmark
  public Answer decide(Cursor cursor) throws Exception {
    SampleCalls.Call call = calls[cursor.next++ & (SampleCalls.VARIETY - 1)];
    return policy.decide(call.tool(), call.arguments());
  }
}
