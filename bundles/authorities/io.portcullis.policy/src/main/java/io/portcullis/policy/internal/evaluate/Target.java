// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.PolicyRequest;
import io.portcullis.policy.internal.document.Capability;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about, as the stages see it.
 *
 * @param capability what it needs
 * @param call whether it is a call of a tool, to which the tool rules apply
 * @param fixedTool the name of the tool if the request does not say it; empty for none
 * @param host for a network call, whom it reaches
 */
record Target(
    Capability capability, boolean call, @Nullable String fixedTool, @Nullable String host) {

  static final Target TOOL_CALL = new Target(Capability.MCP_TOOL, true, null, null);
  static final Target TOOL_RESULT = new Target(Capability.MCP_TOOL, false, null, null);
  static final Target LLM_CALL = new Target(Capability.MCP_TOOL, true, "llm_call", null);

  static Target of(Capability capability) {
    return new Target(capability, false, "", null);
  }

  static Target of(String host) {
    return new Target(Capability.NETWORK_OUTBOUND, false, "", host);
  }

  /** The name of the tool, empty for none. */
  String tool(PolicyRequest request) {
    return fixedTool != null ? fixedTool : request.tool();
  }
}
