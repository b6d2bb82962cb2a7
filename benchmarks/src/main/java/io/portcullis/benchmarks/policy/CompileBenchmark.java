// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.policy;

import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ExpressionException;
import io.portcullis.policy.internal.cel.compile.ResultType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A thousand different conditions, compiled on all processors of a JVM that has just started. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(5)
public class CompileBenchmark {

  private final ExpressionCompiler compiler = new ExpressionCompiler(Declarations.NONE);

  /** Compiles everything. */
  @Benchmark
  public List<CompiledExpression> thousandCold() {
    return IntStream.range(0, 1_000).parallel().mapToObj(this::compile).toList();
  }

  private CompiledExpression compile(int i) {
    String source =
        "args.amount > "
            + i
            + ".0 || !(args.currency in [\"EUR\", \"C"
            + i
            + "\"])"
            + " && args.paths.all(p, path(p).within(\"/home/user"
            + i
            + "\"))";
    try {
      return compiler.compile(source, ResultType.BOOL);
    } catch (ExpressionException e) {
      throw new AssertionError(e);
    }
  }
}
