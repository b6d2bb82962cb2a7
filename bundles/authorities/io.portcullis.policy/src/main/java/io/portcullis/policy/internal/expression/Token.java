// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

/** A piece of an expression. */
sealed interface Token permits Field, Operator, Literal, Token.Join {

  /** How two clauses are put together. */
  enum Join implements Token {
    AND,
    OR
  }
}
