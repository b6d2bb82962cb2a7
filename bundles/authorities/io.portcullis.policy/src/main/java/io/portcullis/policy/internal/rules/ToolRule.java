// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import io.portcullis.policy.internal.expression.Expression;
import io.portcullis.policy.model.PolicyDecision.Allow;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the section {@code tools}.
 *
 * @param limit calls in an hour; negative for no limit
 * @param approvalIf null if approval is never required
 * @param permit the decision if no step objects
 */
public record ToolRule(
    boolean allow, long limit, @Nullable Expression approvalIf, String description, Allow permit) {

  /** The limit of a rule without one. */
  public static final long UNLIMITED = -1;
}
