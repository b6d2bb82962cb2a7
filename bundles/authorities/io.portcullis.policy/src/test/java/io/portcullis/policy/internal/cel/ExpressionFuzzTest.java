// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ExpressionException;
import io.portcullis.policy.internal.cel.compile.ExpressionProblem;
import io.portcullis.policy.internal.cel.compile.ResultType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Mutated expressions are refused with problems of their own, or evaluate within the limit. */
class ExpressionFuzzTest {

  private static final boolean EXHAUSTIVE = Boolean.getBoolean("portcullis.exhaustive");
  private static final int MUTATIONS = EXHAUSTIVE ? 1_000_000 : 2_000;

  private static final List<String> SEEDS =
      List.of(
          "args.amount > 1000.0 || !(args.currency in [\"EUR\", \"USD\"])",
          "args.l.all(a, args.l.exists(b, a == b && size(args.s) > 0))",
          "path(args.p).within(variables.workspace) && path(args.p).glob(\"/a/**/*.txt\")",
          "url(args.u).host().endsWith(\".example.com\") && url(args.u).port() == 443",
          "cidr(\"10.0.0.0/8\").containsIP(ip(args.a)) || ip(args.a).isPrivate()",
          "command(args.c).programs().all(c, c in [\"ls\", \"cat\"]) &&"
              + " command(args.c).isLiteral()",
          "strings(args).exists(s, s.matches(\"^[a-z]{1,9}\\\\.env$\")) ? secrets(args).size() > 0"
              + " : true",
          "counters.spent.sum + args.amount > 5000.0 && \"untrusted\" in labels",
          "now.getHours(\"Europe/Berlin\") < 7 || now - timestamp(\"2026-01-01T00:00:00Z\") >"
              + " duration(\"1h\")",
          "has(args.o.k) && args.o[\"k\"] == {\"a\": [1, 2.0, null, true]}",
          "args.l.map(x, x > 1, x * 2).filter(y, y % 3 == 0).exists_one(z, -z < int(string(z)))");

  private static final List<String> PIECES =
      List.of(
          "&&",
          "||",
          "!",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          ".",
          ",",
          "?",
          ":",
          "==",
          "=",
          "*",
          "-",
          "\"",
          "'",
          "\\",
          "r\"",
          "args",
          ".all(x, ",
          ".map(y, ",
          "has(",
          "and",
          "not ",
          "1u",
          "1e999",
          "0x",
          "null",
          "true",
          "in",
          "matches(\"(a{1,99}){1,99}\")",
          "//",
          "\n",
          "\ud83d\ude00",
          "\ud800",
          "9223372036854775808",
          "path(",
          "args.l",
          "args.s",
          "type(",
          "dyn(",
          "b\"\"");

  private static final String ARGUMENTS =
      "{\"amount\":250,\"currency\":\"EUR\",\"l\":"
          + Collections.nCopies(300, 1)
          + ",\"s\":\""
          + "ab ".repeat(20_000)
          + "\",\"p\":\"/a/b.txt\",\"u\":\"https://a.example.com/x\",\"a\":\"10.1.2.3\","
          + "\"c\":\"ls | cat\",\"o\":{\"k\":1}}";

  private final ExpressionCompiler compiler =
      new ExpressionCompiler(new Declarations(Map.of("workspace", "string"), Set.of("spent")));
  private final Map<String, CompiledExpression> variables =
      Map.of("workspace", Expressions.compile("\"/a\""));
  private final Random random = new Random(20261130);
  private int accepted;

  @Test
  void acceptsOrRefusesEveryMutation() {
    for (int i = 0; i < MUTATIONS; i++) {
      String source = SEEDS.get(i % SEEDS.size());
      for (int j = random.nextInt(4); j >= 0; j--) {
        source = mutated(source);
      }
      load(source);
    }
    assertThat(accepted).isGreaterThan(MUTATIONS / 50);
  }

  @Test
  void acceptsTheSeeds() {
    SEEDS.forEach(this::load);
    assertThat(accepted).isEqualTo(SEEDS.size());
  }

  @Test
  void boundsTheNestingOfExpressions() {
    for (String nested :
        List.of(
            "(".repeat(5_000) + "true" + ")".repeat(5_000),
            "!".repeat(5_001) + "true",
            "-".repeat(5_000) + "1 > 0",
            "1 > " + "1 + ".repeat(4_000) + "1",
            "[".repeat(5_000) + "]".repeat(5_000) + " == []",
            "args" + ".a".repeat(5_000) + " == 1",
            "args" + "[0]".repeat(5_000) + " == 1",
            "true ? true : ".repeat(1_000) + "true",
            "args.l.all(x, ".repeat(1_000) + "true" + ")".repeat(1_000),
            "\"" + "\\".repeat(5_000),
            "args.l.map(x, [x, [".repeat(500) + "x" + "]])".repeat(500) + " == []",
            "true && ".repeat(2_000) + "true")) {
      load(nested);
    }
  }

  private void load(String source) {
    try {
      evaluate(compiler.compile(source, ResultType.BOOL));
      accepted++;
    } catch (ExpressionException e) {
      for (ExpressionProblem problem : e.problems()) {
        assertThat(problem.offset()).as(source).isBetween(0, source.length());
        assertThat(problem.message()).as(source).isNotBlank();
      }
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(source, e);
    }
  }

  private void evaluate(CompiledExpression expression) {
    CallFrame template = Expressions.frame(expression, ARGUMENTS);
    CallFrame frame = template.withVariables(variables);
    try {
      expression.test(frame);
    } catch (ExpressionFault e) {
      assertThat(e.offset()).isBetween(0, expression.source().length());
    } catch (WorkLimitExceeded e) {
      assertThat(frame.workLeft()).isNegative();
    }
  }

  private String mutated(String source) {
    int at = source.isEmpty() ? 0 : random.nextInt(source.length());
    int end = Math.min(source.length(), at + 1 + random.nextInt(6));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    return switch (random.nextInt(5)) {
      case 0 -> source.substring(0, at) + source.substring(end);
      case 1 -> source.substring(0, at) + piece + source.substring(at);
      case 2 -> source.substring(0, at) + piece + source.substring(end);
      case 3 -> source.substring(0, end) + source.substring(at);
      default -> source + " " + piece + " " + SEEDS.get(random.nextInt(SEEDS.size()));
    };
  }
}
