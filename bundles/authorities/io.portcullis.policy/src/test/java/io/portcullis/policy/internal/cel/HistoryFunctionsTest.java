// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.cel.arguments.ArgumentReader;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ResultType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryFunctionsTest {

  private final AtomicInteger reads = new AtomicInteger();

  private final HistoryView history =
      new HistoryView() {
        @Override
        public BigDecimal sum(String counter) {
          reads.incrementAndGet();
          return new BigDecimal("4999.9");
        }

        @Override
        public long count(String counter) {
          reads.incrementAndGet();
          return 7;
        }

        @Override
        public Set<String> labels() {
          reads.incrementAndGet();
          return Set.of("untrusted");
        }
      };

  private final ExpressionCompiler compiler =
      new ExpressionCompiler(new Declarations(Map.of("limit", "dyn"), Set.of("spent")));

  @ParameterizedTest
  @CsvSource({
    "counters.spent.sum + args.amount > 5000.0, 0.1, false",
    "counters.spent.sum + args.amount > 5000.0, 0.2, true",
    "counters.spent.sum + args.amount > 5000, 1, true",
    "counters.spent.sum + args.amount == 5000, 0.1, true",
    "counters.spent.count >= 7, 0, true",
    "\"untrusted\" in labels, 0, true",
    "\"private\" in labels, 0, false",
    "counters.spent.sum + args.amount > variables.limit, 100.2, true",
    "counters.spent.sum + args.amount > variables.limit, 100.1, false",
  })
  void addsExactly(String source, String amount, boolean expected) throws Exception {
    CompiledExpression expression = compiler.compile(source, ResultType.BOOL);
    assertThat(expression.test(frame(expression, amount, history))).isEqualTo(expected);
  }

  @Test
  void readsEachCounterOnce() throws Exception {
    CompiledExpression expression =
        compiler.compile(
            "[1, 2, 3].all(x, counters.spent.sum > 1.0 && counters.spent.count > 1 && labels.size()"
                + " > 0)",
            ResultType.BOOL);
    CallFrame frame = frame(expression, "1", history);
    assertThat(expression.test(frame)).isTrue();
    assertThat(expression.test(frame)).isTrue();
    assertThat(reads).hasValue(3);
    assertThat(expression.references().counters()).containsExactly("spent");
  }

  @Test
  void faultsWhenTheHistoryIsUnknown() throws Exception {
    CompiledExpression expression =
        compiler.compile("true && counters.spent.sum > 1.0", ResultType.BOOL);
    assertThatThrownBy(() -> expression.test(frame(expression, "1", HistoryView.UNKNOWN)))
        .isInstanceOfSatisfying(
            ExpressionFault.class,
            fault -> {
              assertThat(fault.code()).isEqualTo(FaultCode.UNKNOWN_HISTORY);
              assertThat(fault.offset()).isEqualTo(8);
            });
  }

  @Test
  void evaluatesAVariableOnceAndReportsItsFaultByName() throws Exception {
    CompiledExpression missing = Expressions.compile("args.missing");
    CompiledExpression expression = compiler.compile("variables.limit > 1", ResultType.BOOL);
    CallFrame frame =
        new CallFrame(
            Expressions.values(new ArgumentReader("{}", MemberSelection.ALL)),
            Map.of("limit", missing),
            history);
    assertThatThrownBy(() -> expression.test(frame))
        .isInstanceOf(ExpressionFault.class)
        .hasMessage("the member is missing: variables.limit");
    CallFrame without = new CallFrame(CallValues.EMPTY, Map.of(), history);
    assertThatThrownBy(() -> expression.test(without)).isInstanceOf(ExpressionFault.class);
  }

  private CallFrame frame(CompiledExpression expression, String amount, HistoryView view) {
    return new CallFrame(
        Expressions.values(
            new ArgumentReader("{\"amount\":" + amount + "}", expression.references().arguments())),
        Map.of("limit", Expressions.compile("5000 + 100")),
        view);
  }
}
