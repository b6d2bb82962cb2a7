// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import io.portcullis.policy.internal.cel.arguments.ArgumentReader;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ExpressionException;
import io.portcullis.policy.internal.cel.compile.ResultType;
import java.time.Instant;
import java.util.Map;

/** Compiles and evaluates expressions for tests. */
public final class Expressions {

  public static final Instant NOW = Instant.parse("2026-11-30T21:15:00Z");

  private static final ExpressionCompiler COMPILER = new ExpressionCompiler(Declarations.NONE);

  private Expressions() {}

  /** Returns the value as text; a fault as the name of its code. */
  public static String value(String source, String arguments) {
    CompiledExpression expression = compile(source);
    try {
      return String.valueOf(expression.evaluate(frame(expression, arguments)));
    } catch (ExpressionFault e) {
      return e.code().name();
    }
  }

  public static CompiledExpression compile(String source) {
    try {
      return COMPILER.compile(source, ResultType.ANY);
    } catch (ExpressionException e) {
      throw new AssertionError(source + ": " + e.problems(), e);
    }
  }

  public static CallFrame frame(CompiledExpression expression, String arguments) {
    return frame(expression, arguments, CallFrame.WORK_LIMIT);
  }

  public static CallFrame frame(CompiledExpression expression, String arguments, long limit) {
    return new CallFrame(
        values(new ArgumentReader(arguments, expression.references().arguments())),
        Map.of(),
        HistoryView.UNKNOWN,
        limit);
  }

  public static CallValues values(JsonSource arguments) {
    return CallValues.EMPTY.withTool("t").withNow(NOW).withArguments(arguments);
  }
}
