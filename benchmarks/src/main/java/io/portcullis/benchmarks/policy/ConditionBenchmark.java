// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.policy;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.CallValues;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.HistoryView;
import io.portcullis.policy.internal.cel.arguments.ArgumentReader;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ExpressionException;
import io.portcullis.policy.internal.cel.compile.ResultType;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** A condition of a rule over arguments of about one kibibyte. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ConditionBenchmark {

  /** The condition. */
  @Param({
    "args.amount > 1000.0",
    "path(args.path).within(\"/home/user/notes\")",
    "args.paths.all(p, path(p).within(\"/home/user/notes\"))",
    "args.path.matches(\"^/home/[a-z]+/.*[.]txt$\")"
  })
  public String condition;

  private CompiledExpression expression;
  private String arguments;
  private Object read;

  /** Compiles the condition and writes the arguments. */
  @Setup
  public void open() throws ExpressionException, ExpressionFault {
    expression = new ExpressionCompiler(Declarations.NONE).compile(condition, ResultType.BOOL);
    String paths =
        IntStream.range(0, condition.contains("paths") ? 50 : 2)
            .mapToObj(i -> "\"/home/user/notes/" + i + "/file.txt\"")
            .collect(Collectors.joining(","));
    arguments =
        "{\"title\":\"Quarterly report\",\"body\":\""
            + "All figures are in thousands. ".repeat(28)
            + "\",\"amount\":250,\"currency\":\"EUR\",\"path\":\"/home/user/notes/a/file.txt\","
            + "\"paths\":["
            + paths
            + "],\"draft\":false}";
    read = new ArgumentReader(arguments, expression.references().arguments()).read();
  }

  /** Reads the arguments and evaluates. */
  @Benchmark
  public boolean readAndEvaluate() throws ExpressionFault {
    CallValues values =
        CallValues.EMPTY.withArguments(
            new ArgumentReader(arguments, expression.references().arguments()));
    return expression.test(new CallFrame(values, Map.of(), HistoryView.UNKNOWN));
  }

  /** Evaluates over arguments that are read already. */
  @Benchmark
  public boolean evaluate() throws ExpressionFault {
    CallValues values = CallValues.EMPTY.withArguments(() -> read);
    return expression.test(new CallFrame(values, Map.of(), HistoryView.UNKNOWN));
  }
}
