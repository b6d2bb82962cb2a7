// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import io.portcullis.policy.internal.expression.Expression;
import io.portcullis.policy.model.PolicyDecision.Allow;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the section {@code tools}.
 *
 * @param limit calls in an hour, negative for no limit
 * @param approvalIf null if no approval is ever needed
 * @param permit what to answer if nothing objects
 */
public record ToolRule(
    boolean allow, long limit, @Nullable Expression approvalIf, String description, Allow permit) {

  /** The limit of a rule without one. */
  public static final long UNLIMITED = -1;
}
