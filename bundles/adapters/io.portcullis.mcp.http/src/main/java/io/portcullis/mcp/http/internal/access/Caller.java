// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.jsonrpc.RequestId;
import org.eclipse.jetty.http.HttpFields;

/**
 * The sender of a request.
 *
 * @param party the agent and the server's name
 * @param session the server's own id of the session, or empty
 * @param headers the headers of the client, with the server's ids instead of the client's
 */
public record Caller(CallerContext party, String session, HttpFields headers) {
  /**
   * The key of a request. It has the agent, so that no agent can respond to or cancel the request
   * of another agent.
   *
   * @param party the agent
   * @param session the session, or empty
   * @param id the request's id
   */
  public record Key(CallerContext party, String session, RequestId id) {}

  public Key key(RequestId id) {
    return new Key(party, session, id);
  }
}
