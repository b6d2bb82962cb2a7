// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.PolicyDecision.Permit;
import io.portcullis.policy.internal.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the section {@code tools}.
 *
 * @param limit calls in an hour, negative for no limit
 * @param approvalIf null if no approval is ever needed
 * @param permit what to answer if nothing objects
 */
public record ToolRule(
    boolean allow, long limit, @Nullable Expression approvalIf, String description, Permit permit) {

  /** The limit of a rule without one. */
  public static final long UNLIMITED = -1;
}
