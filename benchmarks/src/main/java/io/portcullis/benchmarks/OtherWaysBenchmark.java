// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.standalone.Portcullis;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The other ways through the gate, among 1,000 tools. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OtherWaysBenchmark {
  private static final String RULES =
      """
        limited: {allow: true, limit_per_hour: 2000000000}
        approved: {allow: true, requires_approval_if: 'args.limit > 1000'}
      """;
  private static final String DATA =
      """
      data:
        sensitive_patterns: ['secret-[0-9]+']
      """;
  private static final ToolCall ALLOWED = ToolCall.of("tool_500", Engines.ARGUMENTS);
  private static final ToolCall DENIED = ToolCall.of("unknown", Engines.ARGUMENTS);
  private static final ToolCall INVALID = ToolCall.of("tool_500", "{\"path\":");
  private static final ToolCall LIMITED = ToolCall.of("limited", Engines.ARGUMENTS);
  private static final ToolCall APPROVED = ToolCall.of("approved", Engines.ARGUMENTS);
  private static final ToolCall SECRET =
      ToolCall.of("tool_500", "{\"path\":\"/srv/secret-42.txt\",\"limit\":100}");
  private static final ToolCall LARGE =
      ToolCall.of("tool_500", "{\"text\":\"" + "words and more ".repeat(6_553) + "\"}");

  private Portcullis plain;
  private Portcullis manyTools;
  private Portcullis watched;
  private Portcullis redacting;

  /** Makes the engines. */
  @Setup
  public void open(Blackhole seen) {
    plain = Engines.over(1_000, RULES, builder -> builder);
    manyTools = Engines.over(10_000, RULES, builder -> builder);
    watched = Engines.over(1_000, RULES, builder -> builder.listener(seen::consume));
    redacting = Engines.over(1_000, DATA, builder -> builder);
  }

  /** Closes them. */
  @TearDown
  public void close() {
    plain.close();
    manyTools.close();
    watched.close();
    redacting.close();
  }

  private static ToolOutcome<String> run(Portcullis engine, ToolCall call) {
    return engine.gate().run(call, arguments -> arguments);
  }

  /** Allowed by name. */
  @Benchmark
  public ToolOutcome<String> allowed() {
    return run(plain, ALLOWED);
  }

  /** The same call, but 10,000 tools have rules. */
  @Benchmark
  public ToolOutcome<String> allowedAmongMany() {
    return run(manyTools, ALLOWED);
  }

  /** Denied by the rule for all others. */
  @Benchmark
  public ToolOutcome<String> denied() {
    return run(plain, DENIED);
  }

  /** Denied because the arguments are no JSON. */
  @Benchmark
  public ToolOutcome<String> invalid() {
    return run(plain, INVALID);
  }

  /** Without a thread that waits. */
  @Benchmark
  public CompletionStage<ToolOutcome<String>> async() {
    return plain.gate().runAsync(ALLOWED, CompletableFuture::completedFuture);
  }

  /** The verdict alone. */
  @Benchmark
  public CompletionStage<ToolGate.Decision> decide() {
    return plain.gate().decide(ALLOWED);
  }

  /** Counted against a limit. */
  @Benchmark
  public ToolOutcome<String> limited() {
    return run(plain, LIMITED);
  }

  /** An approval expression that is false. */
  @Benchmark
  public ToolOutcome<String> approvalNotNeeded() {
    return run(plain, APPROVED);
  }

  /** A pattern that finds nothing. */
  @Benchmark
  public ToolOutcome<String> scanned() {
    return run(redacting, ALLOWED);
  }

  /** A pattern that finds something, which is replaced. */
  @Benchmark
  public ToolOutcome<String> redacted() {
    return run(redacting, SECRET);
  }

  /** Arguments of 96 KiB. */
  @Benchmark
  public ToolOutcome<String> large() {
    return run(plain, LARGE);
  }

  /** With a listener that keeps up or loses records. */
  @Benchmark
  public ToolOutcome<String> listened() {
    return run(watched, ALLOWED);
  }
}
