// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function;

/**
 * A function refuses its input. The message is the text of the problem and never contains the
 * input. Has no stack trace, so that it is cheap to throw.
 */
public final class FunctionException extends Exception {

  private static final long serialVersionUID = 1L;

  private final FunctionProblem problem;

  public FunctionException(FunctionProblem problem) {
    super(problem.text(), null, false, false);
    this.problem = problem;
  }

  /** Returns the reason. */
  public FunctionProblem problem() {
    return problem;
  }
}
