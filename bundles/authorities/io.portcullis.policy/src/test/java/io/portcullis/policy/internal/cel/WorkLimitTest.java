// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller who makes the arguments long never decides whether a condition counts. */
class WorkLimitTest {

  private static final String LONG_LIST =
      "{\"l\": "
          + Collections.nCopies(1_000, 1)
          + ", \"s\": \""
          + "a".repeat(100_000)
          + "\", \"big\": "
          + "9".repeat(500)
          + "}";

  /** Needs 10^9 steps. */
  private static final String EXPENSIVE =
      "args.l.all(a, args.l.all(b, args.l.all(c, a + b + c > 0)))";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X",
        "X || true",
        "true && X",
        "!X || true",
        "X && false",
        "!(X && false)",
        "X ? true : true",
        "(X || true) ? true : false",
        "[1, 2].exists(i, X || true)",
        "[1, 2].exists(i, i == 2 || X)",
        "[1, 2].all(i, X || true)",
        "[1, 2].exists_one(i, X || true)",
        "[1, 2].filter(i, X || true).size() >= 0",
        "[1, 2].map(i, X || true).size() == 2",
        "[1, 2].map(i, X || true, i).size() == 2",
        "[X, true].size() == 2 || true",
        "{\"a\": X}.size() == 1 || true",
        "[X][0] || true",
        "(X == true) || true",
        "(X != true) || true",
        "(X in [true]) || true",
        "(X < true) || true",
        "string(X) == \"\" || true",
      })
  void noOperatorAbsorbsTheLimit(String template) {
    CompiledExpression expression = Expressions.compile(template.replace("X", EXPENSIVE));
    CallFrame frame = Expressions.frame(expression, LONG_LIST);
    assertThatThrownBy(() -> expression.test(frame)).isInstanceOf(WorkLimitExceeded.class);
    assertThat(frame.workLeft()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.l.map(a, args.s + args.s).size() > 0",
        "args.l.all(a, args.l == args.l)",
        "args.l.all(a, args.s == args.s + \"\")",
        "args.l.exists(a, args.s.contains(\"aaaaaaaaaaaaaaaaaaaaaaaaab\"))",
        "args.l.exists(a, args.s.contains(\"aab\"))",
        "args.l.all(a, size(args.s) > 0)",
        "args.l.map(a, args.l + args.l).size() > 0",
        "args.l.map(a, args.l.map(b, args.l)).size() > 0",
        "args.l.exists(a, args.l.exists(b, 5 in args.l))",
        "args.l.exists(a, args.l.exists(b, args.big * args.big == args.big))",
        "args.l.exists(a, args.l.exists(b, args.big < 0.5))",
        "args.s.matches(\"(x+x+)+y\")",
        "args.l.exists(a, args.s.matches(\"b\"))",
        "args.l.exists(a, secrets(args.s).size() == 100)",
        "args.l.exists(a, strings(args).size() == 0)",
        "args.l.exists(a, args.l.exists(b, command(\"ls\").programs().size() == 0))",
      })
  void countsElementsAndCharacters(String source) {
    CompiledExpression expression = Expressions.compile(source + " || true");
    CallFrame frame = Expressions.frame(expression, LONG_LIST);
    assertThatThrownBy(() -> expression.test(frame)).isInstanceOf(WorkLimitExceeded.class);
  }

  @Test
  void allExpressionsOfADecisionShareTheLimit() throws ExpressionFault {
    CompiledExpression expression = Expressions.compile("args.l.all(a, a == 1)");
    CallFrame frame = Expressions.frame(expression, LONG_LIST, 10_000);
    CallFrame other = frame.withVariables(Map.of());
    assertThat(expression.test(frame)).isTrue();
    assertThat(expression.test(other)).isTrue();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                expression.test(i % 2 == 0 ? frame : other);
              }
            })
        .isInstanceOf(WorkLimitExceeded.class);
    CompiledExpression cheap = Expressions.compile("true");
    assertThatThrownBy(() -> cheap.test(frame)).isInstanceOf(WorkLimitExceeded.class);
    assertThatThrownBy(() -> cheap.test(other)).isInstanceOf(WorkLimitExceeded.class);
  }

  @Test
  void ordinaryConditionsStayFarBelowTheLimit() throws ExpressionFault {
    CompiledExpression expression = Expressions.compile("args.l.all(a, a == 1 && a in [1, 2])");
    CallFrame frame = Expressions.frame(expression, LONG_LIST);
    assertThat(expression.test(frame)).isTrue();
    assertThat(CallFrame.WORK_LIMIT - frame.workLeft()).isLessThan(CallFrame.WORK_LIMIT / 20);
  }
}
