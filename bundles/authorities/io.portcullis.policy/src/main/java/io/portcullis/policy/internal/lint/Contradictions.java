// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.lint;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that no call can have, such as {@code args.x > 5 && args.x < 3}. Only comparisons
 * with constants that all must hold are looked at. For one expression.
 */
final class Contradictions {
  private static final Map<String, String> MIRRORED =
      Map.of("_<_", "_>_", "_>_", "_<_", "_<=_", "_>=_", "_>=_", "_<=_", "_==_", "_==_");

  /** The values that one name may have. */
  private static final class Bounds {
    final List<Object> equal = new ArrayList<>();
    @Nullable BigDecimal least;
    @Nullable BigDecimal most;
    boolean leastOpen;
    boolean mostOpen;

    void atLeast(BigDecimal value, boolean open) {
      int order = least == null ? 1 : value.compareTo(least);
      leastOpen = order > 0 ? open : leastOpen || (order == 0 && open);
      least = order > 0 ? value : least;
    }

    void atMost(BigDecimal value, boolean open) {
      int order = most == null ? -1 : value.compareTo(most);
      mostOpen = order < 0 ? open : mostOpen || (order == 0 && open);
      most = order < 0 ? value : most;
    }

    boolean isEmpty() {
      if (equal.stream().distinct().count() > 1) {
        return true;
      }
      if (!equal.isEmpty() && equal.get(0) instanceof BigDecimal value) {
        atLeast(value, false);
        atMost(value, false);
      }
      int order = least == null || most == null ? -1 : least.compareTo(most);
      return order > 0 || (order == 0 && (leastOpen || mostOpen));
    }
  }

  private final Map<String, Bounds> bounds = new HashMap<>();

  private Contradictions() {}

  /** Returns the name whose comparisons exclude each other. */
  static Optional<String> find(CelExpr condition) {
    Contradictions found = new Contradictions();
    found.conjunct(condition);
    return found.bounds.entrySet().stream()
        .filter(entry -> entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  /** Returns the constants that a name must equal for the condition to hold. */
  static List<String> texts(CelExpr condition, String name) {
    Contradictions found = new Contradictions();
    found.conjunct(condition);
    Bounds known = found.bounds.get(name);
    return known == null
        ? List.of()
        : known.equal.stream().filter(String.class::isInstance).map(String.class::cast).toList();
  }

  private void conjunct(CelExpr expr) {
    if (expr.getKind() != Kind.CALL || expr.call().args().size() != 2) {
      return;
    }
    String function = expr.call().function();
    CelExpr left = expr.call().args().get(0);
    CelExpr right = expr.call().args().get(1);
    if (function.equals("_&&_")) {
      conjunct(left);
      conjunct(right);
    } else if (MIRRORED.containsKey(function)) {
      compare(function, left, right);
      compare(MIRRORED.getOrDefault(function, function), right, left);
    }
  }

  private void compare(String function, CelExpr name, CelExpr constant) {
    String path = path(name);
    Object value = constant.getKind() == Kind.CONSTANT ? value(constant.constant()) : null;
    if (path.isEmpty() || value == null) {
      return;
    }
    Bounds known = bounds.computeIfAbsent(path, each -> new Bounds());
    if (function.equals("_==_")) {
      known.equal.add(value);
    } else if (value instanceof BigDecimal number) {
      boolean open = function.equals("_<_") || function.equals("_>_");
      if (function.startsWith("_<")) {
        known.atMost(number, open);
      } else {
        known.atLeast(number, open);
      }
    }
  }

  /** Numbers are equal by value, so all have the same scale. */
  private static @Nullable Object value(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE -> constant.stringValue();
      case BOOLEAN_VALUE -> constant.booleanValue();
      case INT64_VALUE -> BigDecimal.valueOf(constant.int64Value()).stripTrailingZeros();
      case DOUBLE_VALUE -> new BigDecimal(constant.doubleValue()).stripTrailingZeros();
      default -> null;
    };
  }

  private static String path(CelExpr expr) {
    if (expr.getKind() == Kind.IDENT) {
      return expr.ident().name();
    }
    if (expr.getKind() != Kind.SELECT || expr.select().testOnly()) {
      return "";
    }
    String outer = path(expr.select().operand());
    return outer.isEmpty() ? "" : outer + "." + expr.select().field();
  }
}
