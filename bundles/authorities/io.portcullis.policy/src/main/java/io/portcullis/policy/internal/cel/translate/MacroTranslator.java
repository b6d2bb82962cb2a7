// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.condition.MacroNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the loops, into which the library expands the macros, back into the macros. */
final class MacroTranslator {

  private final Translator translator;
  private final Map<Long, CelExpr> calls;

  MacroTranslator(Translator translator, Map<Long, CelExpr> calls) {
    this.translator = translator;
    this.calls = calls;
  }

  Node translate(CelExpr expr) {
    CelExpr call = calls.get(expr.id());
    if (call == null || call.getKind() != Kind.CALL) {
      return translator.refuse(expr, "a policy cannot use this macro");
    }
    CelComprehension loop = expr.comprehension();
    CelExpr step = loop.loopStep();
    return switch (call.call().function()) {
      case "all" -> macro(expr, MacroNode.Kind.ALL, argument(step, 1), null);
      case "exists" -> macro(expr, MacroNode.Kind.EXISTS, argument(step, 1), null);
      case "exists_one" -> macro(expr, MacroNode.Kind.EXISTS_ONE, argument(step, 0), null);
      case "filter" -> macro(expr, MacroNode.Kind.FILTER, argument(step, 0), null);
      case "map" ->
          call.call().args().size() == 2
              ? macro(expr, MacroNode.Kind.MAP, element(step), null)
              : macro(expr, MacroNode.Kind.MAP, element(argument(step, 1)), argument(step, 0));
      default -> translator.refuse(expr, "a policy cannot use this macro");
    };
  }

  private Node macro(CelExpr expr, MacroNode.Kind kind, CelExpr body, @Nullable CelExpr filter) {
    CelComprehension loop = expr.comprehension();
    Node range = translator.visit(loop.iterRange());
    long outside = translator.takeWork();
    int slot = translator.names().declare(loop.iterVar());
    Node filterNode = filter == null ? null : translator.visit(filter);
    Node bodyNode = translator.visit(body);
    translator.names().forget();
    long inside = translator.takeWork() + 1;
    translator.addWork(outside);
    return new MacroNode(translator.offset(expr), kind, range, slot, bodyNode, filterNode, inside);
  }

  private static CelExpr argument(CelExpr call, int index) {
    return call.call().args().get(index);
  }

  /** Returns the only element of the list that the step adds to the result. */
  private static CelExpr element(CelExpr step) {
    return argument(step, 1).list().elements().get(0);
  }
}
