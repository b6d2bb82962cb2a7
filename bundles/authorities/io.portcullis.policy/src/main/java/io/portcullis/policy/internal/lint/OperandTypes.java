// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.lint;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import io.portcullis.policy.model.ToolSchema.ValueType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Tells with which types of an argument an operand can be compared. */
final class OperandTypes {
  private final CelAbstractSyntaxTree tree;

  OperandTypes(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  boolean isUnknown(CelExpr expr) {
    return kind(expr) == CelKind.DYN;
  }

  private CelKind kind(CelExpr expr) {
    return tree.getType(expr.id()).map(type -> type.kind()).orElse(CelKind.DYN);
  }

  /** Returns the types that compare with an operand; empty if that is not known. */
  Set<ValueType> like(CelExpr expr) {
    return switch (kind(expr)) {
      case STRING -> Set.of(ValueType.TEXT);
      case INT, DOUBLE -> Set.of(ValueType.NUMBER);
      case BOOL -> Set.of(ValueType.BOOLEAN);
      case LIST -> Set.of(ValueType.LIST);
      case MAP -> Set.of(ValueType.OBJECT);
      default -> Set.of(); // null compares with every value
    };
  }

  /** Returns the types that compare with one of several operands; empty if that is not known. */
  Set<ValueType> anyOf(List<CelExpr> operands) {
    Set<ValueType> all = EnumSet.noneOf(ValueType.class);
    for (CelExpr operand : operands) {
      Set<ValueType> one = like(operand);
      if (one.isEmpty()) {
        return one;
      }
      all.addAll(one);
    }
    return all;
  }
}
