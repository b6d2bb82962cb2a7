// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a batch.
 *
 * @param call the call
 * @param now the time of the call; null does not change the clock
 */
public record BatchCall(ToolCall call, @Nullable Instant now) {

  /** Returns the request that the policy decides. */
  public PolicyRequest request() {
    AgentIdentity agent = call.agent();
    return new PolicyRequest(
        agent.org(),
        agent.team(),
        agent.id(),
        Action.valueOf(call.action().name()),
        call.tool(),
        call.source(),
        call.arguments(),
        call.targetUrl());
  }
}
