// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import io.portcullis.api.AgentIdentity;

/**
 * Who uses a server, in the terms of a policy.
 *
 * @param agent who calls
 * @param source the server's name
 */
public record Party(AgentIdentity agent, String source) {}
