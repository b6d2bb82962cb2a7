// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.AgentIdentity;

/**
 * The agent that uses a server, and the server, as policies name them.
 *
 * @param agent the calling agent
 * @param source the server's name
 */
public record CallerContext(AgentIdentity agent, String source) {}
