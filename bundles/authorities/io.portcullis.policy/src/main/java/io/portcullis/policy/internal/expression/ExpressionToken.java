// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

/** A token of an expression. */
sealed interface ExpressionToken
    permits ExpressionField, ComparisonOperator, Literal, ExpressionToken.Join {

  /** A conjunction between two clauses. */
  enum Join implements ExpressionToken {
    AND,
    OR
  }
}
