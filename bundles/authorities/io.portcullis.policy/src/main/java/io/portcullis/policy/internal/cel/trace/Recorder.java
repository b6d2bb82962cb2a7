// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.trace;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelUnparser;
import dev.cel.parser.CelUnparserFactory;
import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.InstrumentedExpression;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.translate.NodeObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces each part of an expression, except constants, by one that records what it does. */
public final class Recorder implements NodeObserver {

  private static final Set<String> LOGIC = Set.of("_&&_", "_||_", "!_", "_?_:_");

  private final CelAbstractSyntaxTree tree;
  private final CelUnparser unparser = CelUnparserFactory.newUnparser();
  private final Deque<TracedPart> open = new ArrayDeque<>();
  private @Nullable TracedPart root;

  /** Creates a recorder for one translation of a checked tree. */
  public Recorder(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  @Override
  public void enter(CelExpr part, int offset) {
    if (part.getKind() != Kind.CONSTANT) {
      boolean condition = tree.getType(part.id()).filter(SimpleType.BOOL::equals).isPresent();
      TracedPart traced = new TracedPart(text(part), offset, condition, logic(part));
      TracedPart outer = open.peek();
      traced.setDecides(outer == null || outer.decidesBy(traced));
      open.push(traced);
    }
  }

  @Override
  public Node leave(CelExpr part, Node node) {
    if (part.getKind() == Kind.CONSTANT) {
      return node;
    }
    TracedPart traced = open.pop();
    TracedPart outer = open.peek();
    if (outer == null) {
      root = traced;
    } else {
      outer.add(traced);
    }
    return new TracedNode(node, traced);
  }

  /** Returns the expression that records; the translation must be complete. */
  public InstrumentedExpression instrumented(CompiledExpression expression) {
    TracedPart top = root == null ? new TracedPart(expression.source(), 0, false, "") : root;
    return new InstrumentedExpression() {
      @Override
      public boolean test(CallFrame frame) throws ExpressionFault {
        return expression.test(frame);
      }

      @Override
      public Object evaluate(CallFrame frame) throws ExpressionFault {
        return expression.evaluate(frame);
      }

      @Override
      public Part root() {
        return top.snapshot();
      }
    };
  }

  private static String logic(CelExpr part) {
    String function = part.getKind() == Kind.CALL ? part.call().function() : "";
    return LOGIC.contains(function) ? function : "";
  }

  private String text(CelExpr part) {
    CelSource source = tree.getSource();
    return unparser.unparse(CelAbstractSyntaxTree.newParsedAst(part, source));
  }
}
