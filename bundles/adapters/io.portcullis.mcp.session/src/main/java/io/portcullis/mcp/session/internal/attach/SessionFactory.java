// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import io.portcullis.mcp.stdio.StdioOptions;
import io.portcullis.mcp.stdio.StreamGateway;

/** Creates the gateway of a session. Thread-safe. */
public interface SessionFactory {

  /**
   * Creates a gateway that has not started.
   *
   * @param options the agent, the server's name and the options for responses
   * @param client the connection with the messages of the client
   * @param server the connection with the messages of the server
   */
  StreamGateway create(StdioOptions options, StreamGateway.Side client, StreamGateway.Side server);
}
