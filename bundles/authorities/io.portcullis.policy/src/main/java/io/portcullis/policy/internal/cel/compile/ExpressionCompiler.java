// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import io.portcullis.policy.internal.cel.CompiledExpression;

/** Compiles and type-checks the expressions of a document. Thread-safe. */
public final class ExpressionCompiler {

  private final Declarations declarations;

  /** Creates a compiler; the CEL library is loaded at the first call. */
  public ExpressionCompiler(Declarations declarations) {
    this.declarations = declarations;
  }

  /**
   * Compiles an expression.
   *
   * @throws ExpressionException with every problem, each with its position
   */
  public CompiledExpression compile(String source, ResultType type) throws ExpressionException {
    throw new UnsupportedOperationException(source + type + declarations);
  }
}
