// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * One message of JSON-RPC, with the text it was read from: what is forwarded is that text. It was
 * strict UTF-8, so that encoding it gives the very bytes that were read.
 */
public sealed interface Message {

  /**
   * The whole message as it was read.
   *
   * @return its text, without the line feed
   */
  String text();

  /**
   * Somebody asks.
   *
   * @param text the whole message
   * @param id under which an answer is expected
   * @param method what is asked for
   * @param params the parameters
   */
  record Request(String text, RequestId id, String method, Members params) implements Message {}

  /**
   * Somebody tells.
   *
   * @param text the whole message
   * @param method what is told
   * @param params the parameters
   */
  record Notification(String text, String method, Members params) implements Message {}

  /**
   * Somebody answers.
   *
   * @param text the whole message
   * @param id of the request; null if the other side could not tell which
   * @param result the members of the result, if it is an object
   * @param failed whether it is an error, or a result that says it is one
   */
  record Response(String text, @Nullable RequestId id, Members result, boolean failed)
      implements Message {}
}
