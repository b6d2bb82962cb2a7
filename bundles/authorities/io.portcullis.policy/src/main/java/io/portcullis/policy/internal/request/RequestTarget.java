// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.request;

import io.portcullis.policy.internal.rules.Capability;
import io.portcullis.policy.model.PolicyRequest;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request, as the evaluation steps see it.
 *
 * @param capability the capability that the request needs
 * @param call whether it is a tool call, to which the tool rules apply
 * @param fixedTool the name of the tool if the request does not give it; empty for none
 * @param host the destination of a network call
 */
public record RequestTarget(
    Capability capability, boolean call, @Nullable String fixedTool, @Nullable String host) {

  static final RequestTarget TOOL_CALL = new RequestTarget(Capability.MCP_TOOL, true, null, null);
  static final RequestTarget TOOL_RESULT =
      new RequestTarget(Capability.MCP_TOOL, false, null, null);
  static final RequestTarget LLM_CALL =
      new RequestTarget(Capability.MCP_TOOL, true, "llm_call", null);

  static RequestTarget of(Capability capability) {
    return new RequestTarget(capability, false, "", null);
  }

  static RequestTarget of(String host) {
    return new RequestTarget(Capability.NETWORK_OUTBOUND, false, "", host);
  }

  /** Returns the name of the tool; empty for none. */
  public String tool(PolicyRequest request) {
    return fixedTool != null ? fixedTool : request.tool();
  }
}
