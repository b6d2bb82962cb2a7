// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.Map;

/** Turns the positions of the library, which count code points, into characters of the source. */
public final class Positions {

  private final String source;
  private final Map<Long, Integer> positions;

  /**
   * Creates positions.
   *
   * @param positions the position of each part in code points, by its id
   */
  public Positions(String source, Map<Long, Integer> positions) {
    this.source = source;
    this.positions = positions;
  }

  /** Returns where an expression is: its operator, or its start if it has none. */
  public int of(CelExpr expr) {
    if (expr.getKind() == Kind.SELECT) {
      return of(expr.select().operand());
    }
    if (expr.getKind() == Kind.CALL && expr.call().function().equals("_[_]")) {
      return of(expr.call().args().get(0));
    }
    return characters(source, positions.getOrDefault(expr.id(), 0));
  }

  /** Returns where an issue is. */
  public static int of(String source, CelIssue issue) {
    int line = issue.getSourceLocation().getLine();
    int column = issue.getSourceLocation().getColumn();
    int start = 0;
    for (int i = 1; i < line; i++) {
      int end = source.indexOf('\n', start);
      if (end < 0) {
        break;
      }
      start = end + 1;
    }
    String rest = source.substring(start);
    return start + characters(rest, column);
  }

  private static int characters(String text, int codePoints) {
    int count = text.codePointCount(0, text.length());
    return text.offsetByCodePoints(0, Math.max(0, Math.min(codePoints, count)));
  }
}
