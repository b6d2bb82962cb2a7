// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.jsonrpc.RequestId;
import org.eclipse.jetty.http.HttpFields;

/**
 * Whose request it is.
 *
 * @param party the agent and the server's name
 * @param session the server's own id of the session that it belongs to, or empty
 * @param headers what the client sent, with ids of the server instead of the client's
 */
public record Caller(CallerContext party, String session, HttpFields headers) {
  /**
   * Under what a request is known. Sessions belong to their agent, so that no agent can speak for
   * the request of another.
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
