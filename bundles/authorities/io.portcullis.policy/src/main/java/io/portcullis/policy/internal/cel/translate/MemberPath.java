// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A member of a name, at any depth: {@code args.memo.iban} or {@code args["memo"].iban}.
 *
 * @param root the name
 * @param members the members from the outside to the inside; not empty
 */
record MemberPath(String root, List<String> members) {

  /** Returns the chain that an expression is; empty if it is none. */
  static Optional<MemberPath> of(CelExpr expr) {
    List<String> members = new ArrayList<>();
    CelExpr at = expr;
    while (true) {
      if (at.getKind() == Kind.IDENT) {
        return members.isEmpty()
            ? Optional.empty()
            : Optional.of(new MemberPath(at.ident().name(), List.copyOf(members)));
      }
      Optional<String> member = member(at);
      if (member.isEmpty()) {
        return Optional.empty();
      }
      members.add(0, member.get());
      at = operand(at);
    }
  }

  /** Returns the expression whose member an expression is. */
  static CelExpr operand(CelExpr expr) {
    return expr.getKind() == Kind.SELECT ? expr.select().operand() : expr.call().args().get(0);
  }

  private static Optional<String> member(CelExpr expr) {
    if (expr.getKind() == Kind.SELECT) {
      return Optional.of(expr.select().field());
    }
    if (expr.getKind() == Kind.CALL && expr.call().function().equals("_[_]")) {
      CelExpr index = expr.call().args().get(1);
      if (index.getKind() == Kind.CONSTANT
          && index.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
        return Optional.of(index.constant().stringValue());
      }
    }
    return Optional.empty();
  }
}
