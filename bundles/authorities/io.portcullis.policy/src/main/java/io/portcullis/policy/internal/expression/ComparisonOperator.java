// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import java.util.HashMap;
import java.util.Map;

/** The operator of a clause. */
enum ComparisonOperator implements ExpressionToken {
  EQUAL("=="),
  UNEQUAL("!="),
  GREATER(">"),
  AT_LEAST(">="),
  LESS("<"),
  AT_MOST("<="),
  CONTAINS("contains"),
  STARTS_WITH("starts_with"),
  IN("in"),
  NOT_IN("not_in");

  static final Map<String, ComparisonOperator> BY_WORD = new HashMap<>();

  static {
    for (ComparisonOperator operator : values()) {
      BY_WORD.put(operator.word, operator);
    }
  }

  private final String word;

  ComparisonOperator(String word) {
    this.word = word;
  }

  /**
   * Returns whether the order of two values satisfies the operator; false for operators without an
   * order.
   */
  boolean holds(int order) {
    return switch (this) {
      case EQUAL -> order == 0;
      case UNEQUAL -> order != 0;
      case GREATER -> order > 0;
      case AT_LEAST -> order >= 0;
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case CONTAINS, STARTS_WITH, IN, NOT_IN -> false;
    };
  }

  /** Returns whether a clause about a missing value holds. */
  boolean holdsForNothing() {
    return this == UNEQUAL || this == NOT_IN;
  }

  boolean ordered() {
    return this == GREATER || this == AT_LEAST || this == LESS || this == AT_MOST;
  }
}
