// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.runtime.CelRuntime;
import io.portcullis.policy.internal.cel.arguments.ArgumentReader;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ExpressionException;
import io.portcullis.policy.internal.cel.compile.ResultType;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our evaluator and the library's own give the same results. */
class LibraryOracleTest {

  private static final boolean EXHAUSTIVE = Boolean.getBoolean("portcullis.exhaustive");
  private static final int EXPRESSIONS = EXHAUSTIVE ? 10_000 : 150;
  private static final int CALLS = EXHAUSTIVE ? 100 : 50;

  private final LibraryRuntime library = new LibraryRuntime();
  private final ExpressionCompiler compiler = new ExpressionCompiler(Declarations.NONE);
  private int compared;
  private int faults;

  @Test
  void evaluatesLikeTheLibrary() {
    Random random = new Random(20261130);
    RandomArguments arguments = new RandomArguments(random);
    for (int i = 0; i < EXPRESSIONS; i++) {
      String source = new RandomExpression(random).condition(3);
      CelRuntime.Program program = library.program(source);
      CompiledExpression expression = compile(source);
      // Ours also compares whole with floating-point numbers; it refuses nothing else.
      assertThat(expression != null || program == null).as(source).isTrue();
      for (int j = 0; expression != null && program != null && j < CALLS; j++) {
        compare(source, program, expression, arguments.next());
      }
    }
    assertThat(compared).isGreaterThan(EXPRESSIONS * CALLS / 2);
    assertThat(faults).isBetween(compared / 10, compared * 9 / 10);
  }

  private void compare(
      String source, CelRuntime.Program program, CompiledExpression expression, String json) {
    String theirs = LibraryRuntime.evaluate(program, everything(json));
    String ours;
    try {
      ours = String.valueOf(expression.evaluate(Expressions.frame(expression, json)));
    } catch (ExpressionFault e) {
      ours = "fault";
    }
    assertThat(ours).as("%s with %s", source, json).isEqualTo(theirs);
    compared++;
    faults += ours.equals("fault") ? 1 : 0;
  }

  private CompiledExpression compile(String source) {
    try {
      return compiler.compile(source, ResultType.ANY);
    } catch (ExpressionException e) {
      return null;
    }
  }

  private static Object everything(String json) {
    try {
      return new ArgumentReader(json, MemberSelection.ALL).read();
    } catch (ExpressionFault e) {
      throw new AssertionError(json, e);
    }
  }

  /** The traced form of an expression has the same results and sees the whole. */
  @Test
  void tracedExpressionsHaveTheSameResults() {
    Random random = new Random(42);
    RandomArguments arguments = new RandomArguments(random);
    for (int i = 0; i < EXPRESSIONS / 4; i++) {
      CompiledExpression expression = compile(new RandomExpression(random).condition(3));
      if (expression == null) {
        continue;
      }
      InstrumentedExpression traced = expression.instrument();
      String json = arguments.next();
      String ours = Expressions.value(expression.source(), json);
      String again;
      try {
        again = String.valueOf(traced.evaluate(Expressions.frame(expression, json)));
      } catch (ExpressionFault e) {
        again = e.code().name();
        assertThat(traced.root().fault()).isPresent();
      }
      assertThat(again).as(expression.source()).isEqualTo(ours);
      assertThat(traced.root().times() <= 1).isTrue();
    }
  }
}
