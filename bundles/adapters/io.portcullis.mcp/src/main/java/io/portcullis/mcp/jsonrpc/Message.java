// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * One message of JSON-RPC, with the text it was read from, which is the text that is forwarded. The
 * text was strict UTF-8, so encoding it gives the same bytes again.
 */
public sealed interface Message {

  /**
   * Returns the whole message as it was read.
   *
   * @return the text, without the line feed
   */
  String text();

  /**
   * A request.
   *
   * @param text the whole message
   * @param id the id of the expected response
   * @param method the method
   * @param params the parameters
   */
  record Request(String text, RequestId id, String method, Members params) implements Message {}

  /**
   * A notification.
   *
   * @param text the whole message
   * @param method the method
   * @param params the parameters
   */
  record Notification(String text, String method, Members params) implements Message {}

  /**
   * A response.
   *
   * @param text the whole message
   * @param id the id of the request; null if the other side could not read it
   * @param result the members of the result, if it is an object
   * @param failed whether the response is an error, or a result that is marked as one
   */
  record Response(String text, @Nullable RequestId id, Members result, boolean failed)
      implements Message {}
}
