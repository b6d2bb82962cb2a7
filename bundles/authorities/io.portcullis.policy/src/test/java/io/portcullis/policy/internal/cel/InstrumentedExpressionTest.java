// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.cel.InstrumentedExpression.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstrumentedExpressionTest {

  @Test
  void recordsTheValueOfEachPart() throws ExpressionFault {
    Part root =
        traced("args.amount > 1000.0 || args.name == \"x\"", "{\"amount\":5,\"name\":\"x\"}");
    assertThat(lines(root))
        .containsExactly(
            "args.amount > 1000.0 || args.name == \"x\" = true",
            "args.amount > 1000.0 = false",
            "args.amount = 5",
            "args.name == \"x\" = true",
            "args.name = \"x\"");
    assertThat(root.parts().get(1).offset()).isEqualTo(34);
  }

  @Test
  void leavesPartsThatWereNotEvaluatedWithoutValue() throws ExpressionFault {
    Part root = traced("args.a || args.b", "{\"a\":true,\"b\":false}");
    assertThat(root.parts().get(0).timesTrue()).isEqualTo(1);
    assertThat(root.parts().get(1).times()).isZero();
    assertThat(root.parts().get(1).value()).isEmpty();
  }

  @Test
  void recordsFaultsAndCountsTheElementsOfMacros() {
    CompiledExpression expression =
        Expressions.compile("args.l.all(x, x > 1) && args.missing == 2");
    InstrumentedExpression traced = expression.instrument();
    CallFrame frame = Expressions.frame(expression, "{\"l\":[2,3,4]}");
    assertThatThrownBy(() -> traced.test(frame)).isInstanceOf(ExpressionFault.class);
    Part root = traced.root();
    assertThat(root.timesFailed()).isEqualTo(1);
    Part macro = root.parts().get(0);
    assertThat(macro.text()).isEqualTo("args.l.all(x, x > 1)");
    assertThat(macro.parts().get(1).timesTrue()).isEqualTo(3);
    Part equality = root.parts().get(1);
    assertThat(equality.fault())
        .get()
        .extracting(ExpressionFault::code)
        .isEqualTo(FaultCode.MISSING_MEMBER);
  }

  @Test
  void collectsTheSidesOfConditionsOverManyCalls() throws ExpressionFault {
    CompiledExpression expression = Expressions.compile("args.a > 1 && args.b");
    InstrumentedExpression traced = expression.instrument();
    for (String call :
        List.of("{\"a\":0,\"b\":true}", "{\"a\":2,\"b\":true}", "{\"a\":3,\"b\":true}")) {
      traced.test(Expressions.frame(expression, call));
    }
    Part comparison = traced.root().parts().get(0);
    assertThat(comparison.condition()).isTrue();
    assertThat(comparison.timesTrue()).isEqualTo(2);
    assertThat(comparison.timesFalse()).isEqualTo(1);
    assertThat(traced.root().parts().get(1).timesFalse()).isZero();
  }

  @Test
  void shortensAndQuotesValues() throws ExpressionFault {
    Part root = traced("args.s == \"\"", "{\"s\":\"" + "a".repeat(100) + "\"}");
    assertThat(root.parts().get(0).value()).contains("\"" + "a".repeat(60) + "…\"");
    Part control = traced("args.s == \"\"", "{\"s\":\"a\\n\\u200b\"}");
    assertThat(control.parts().get(0).value()).contains("\"a\\u000a\\u200b\"");
  }

  private static Part traced(String source, String arguments) throws ExpressionFault {
    CompiledExpression expression = Expressions.compile(source);
    InstrumentedExpression traced = expression.instrument();
    traced.test(Expressions.frame(expression, arguments));
    return traced.root();
  }

  private static List<String> lines(Part part) {
    List<String> lines = new ArrayList<>();
    lines.add(part.text() + " = " + part.value().orElse("?"));
    part.parts().forEach(inside -> lines.addAll(lines(inside)));
    return lines;
  }
}
