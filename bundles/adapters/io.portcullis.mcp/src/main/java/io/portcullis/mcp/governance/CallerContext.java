// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.AgentIdentity;

/**
 * Who uses a server, in the terms of a policy.
 *
 * @param agent who calls
 * @param source the server's name
 */
public record CallerContext(AgentIdentity agent, String source) {}
