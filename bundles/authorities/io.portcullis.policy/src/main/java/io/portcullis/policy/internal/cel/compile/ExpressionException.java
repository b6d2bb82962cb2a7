// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import java.util.List;

/** An expression that cannot be used in a policy. */
public final class ExpressionException extends Exception {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf is serializable, and so are the problems in practice.
  private final transient List<ExpressionProblem> problems;

  /** Copies the problems; there must be at least one. */
  public ExpressionException(List<ExpressionProblem> problems) {
    super(problems.get(0).message());
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems in the order of their positions; not empty. */
  public List<ExpressionProblem> problems() {
    return problems;
  }
}
