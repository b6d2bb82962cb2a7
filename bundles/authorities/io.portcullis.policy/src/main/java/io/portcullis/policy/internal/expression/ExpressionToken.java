// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

/** A piece of an expression. */
sealed interface ExpressionToken
    permits ExpressionField, ComparisonOperator, Literal, ExpressionToken.Join {

  /** How two clauses are put together. */
  enum Join implements ExpressionToken {
    AND,
    OR
  }
}
