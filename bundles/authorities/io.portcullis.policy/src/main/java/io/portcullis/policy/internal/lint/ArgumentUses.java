// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.lint;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.portcullis.policy.internal.cel.translate.Positions;
import io.portcullis.policy.model.ToolSchema.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects the places of an expression that read arguments, with the types that they accept. */
final class ArgumentUses {
  private static final Set<ValueType> ANY = Set.of();
  private static final Set<ValueType> TEXT = Set.of(ValueType.TEXT);
  private static final Set<ValueType> NUMBER = Set.of(ValueType.NUMBER);
  private static final Set<ValueType> BOOLEAN = Set.of(ValueType.BOOLEAN);
  private static final Set<ValueType> OBJECT = Set.of(ValueType.OBJECT);
  private static final Set<ValueType> CONTAINER = Set.of(ValueType.LIST, ValueType.OBJECT);
  private static final Set<ValueType> SIZED =
      Set.of(ValueType.TEXT, ValueType.LIST, ValueType.OBJECT);

  private final OperandTypes types;
  private final Positions positions;
  private final List<ArgumentUse> uses = new ArrayList<>();
  private final List<String> locals = new ArrayList<>();

  private ArgumentUses(String source, CelAbstractSyntaxTree tree) {
    this.types = new OperandTypes(tree);
    this.positions = new Positions(source, tree.getSource().getPositionsMap());
  }

  /** Returns the places in the order of the expression. */
  static List<ArgumentUse> of(String source, CelAbstractSyntaxTree tree) {
    ArgumentUses found = new ArgumentUses(source, tree);
    found.visit(tree.getExpr(), BOOLEAN);
    return found.uses;
  }

  private void visit(CelExpr expr, Set<ValueType> accepted) {
    switch (expr.getKind()) {
      case SELECT -> select(expr, accepted);
      case CALL -> call(expr, accepted);
      case LIST -> expr.list().elements().forEach(each -> visit(each, ANY));
      case MAP -> expr.map().entries().forEach(each -> visit(each.value(), ANY));
      case COMPREHENSION -> loop(expr.comprehension());
      default -> {}
    }
  }

  private void select(CelExpr expr, Set<ValueType> accepted) {
    CelExpr operand = expr.select().operand();
    if (isArguments(operand)) {
      use(expr, expr.select().field(), expr.select().testOnly(), accepted);
    } else {
      visit(operand, OBJECT);
    }
  }

  private boolean isArguments(CelExpr expr) {
    return expr.getKind() == Kind.IDENT
        && expr.ident().name().equals("args")
        && !locals.contains("args");
  }

  private void use(CelExpr place, String name, boolean presence, Set<ValueType> accepted) {
    uses.add(new ArgumentUse(name, positions.of(place), presence, presence ? ANY : accepted));
  }

  private static String text(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? expr.constant().stringValue()
        : "";
  }

  private void call(CelExpr expr, Set<ValueType> accepted) {
    List<CelExpr> operands = new ArrayList<>(expr.call().args());
    expr.call().target().ifPresent(target -> operands.add(0, target));
    switch (expr.call().function()) {
      case "_[_]" -> index(expr, operands, accepted);
      case "@in" -> in(expr, operands);
      case "_&&_", "_||_", "!_" -> operands.forEach(each -> visit(each, BOOLEAN));
      case "_?_:_" -> choice(operands, accepted);
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_+_" -> compared(operands);
      case "_-_", "_*_", "_/_", "_%_", "-_" -> operands.forEach(each -> visit(each, numeric(each)));
      case "startsWith",
          "endsWith",
          "contains",
          "matches",
          "path",
          "url",
          "ip",
          "cidr",
          "command" ->
          operands.forEach(each -> visit(each, TEXT));
      case "size" -> operands.forEach(each -> visit(each, SIZED));
      default -> operands.forEach(each -> visit(each, ANY));
    }
  }

  private void choice(List<CelExpr> operands, Set<ValueType> accepted) {
    visit(operands.get(0), BOOLEAN);
    visit(operands.get(1), accepted);
    visit(operands.get(2), accepted);
  }

  private void compared(List<CelExpr> operands) {
    visit(operands.get(0), types.like(operands.get(1)));
    visit(operands.get(1), types.like(operands.get(0)));
  }

  /** Times and durations have differences, too, but arguments are neither. */
  private Set<ValueType> numeric(CelExpr expr) {
    return types.isUnknown(expr) ? NUMBER : ANY;
  }

  private void index(CelExpr expr, List<CelExpr> operands, Set<ValueType> accepted) {
    String name = text(operands.get(1));
    if (isArguments(operands.get(0)) && !name.isEmpty()) {
      use(expr, name, false, accepted);
      return;
    }
    visit(operands.get(0), name.isEmpty() ? CONTAINER : OBJECT);
    visit(operands.get(1), ANY);
  }

  private void in(CelExpr expr, List<CelExpr> operands) {
    CelExpr value = operands.get(0);
    CelExpr holder = operands.get(1);
    if (isArguments(holder) && !text(value).isEmpty()) {
      use(expr, text(value), true, ANY);
      return;
    }
    visit(value, holder.getKind() == Kind.LIST ? types.anyOf(holder.list().elements()) : ANY);
    visit(holder, CONTAINER);
  }

  private void loop(CelComprehension loop) {
    visit(loop.iterRange(), CONTAINER);
    locals.add(loop.iterVar());
    visit(loop.loopStep(), ANY);
    locals.remove(locals.size() - 1);
  }
}
