// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.util.List;
import java.util.stream.Collectors;

/** Policy documents that cannot be used; none of them is applied. */
public final class PolicyException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<PolicyProblem> problems;

  /**
   * Creates the exception.
   *
   * @param problems all problems, in the order of the documents; not empty
   */
  public PolicyException(List<PolicyProblem> problems) {
    super(problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems, at most 50, in the order of the documents and then of the lines. */
  public List<PolicyProblem> problems() {
    return problems;
  }
}
