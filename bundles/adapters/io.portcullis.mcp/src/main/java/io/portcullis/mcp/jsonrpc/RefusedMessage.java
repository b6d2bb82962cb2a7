// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link EnvelopeScanner} found at the top of a message that is not forwarded.
 *
 * @param asks whether there is a method
 * @param answers whether there is a result or an error
 * @param complete whether the message was read to its end and nothing follows it
 * @param identified whether there is any id, valid or not
 * @param id the id, if there is exactly one and it is valid; else null
 */
public record RefusedMessage(
    boolean asks, boolean answers, boolean complete, boolean identified, @Nullable RequestId id) {

  /** A message of which nothing could be read. */
  static final RefusedMessage UNREADABLE = new RefusedMessage(false, false, false, false, null);

  /**
   * Whether its sender may wait for an answer. Notifications and responses have no answer.
   *
   * @return false if it certainly is a notification or a response
   */
  public boolean expectsAnswer() {
    return asks ? identified || !complete : !answers;
  }

  /**
   * The id to which the refusal is addressed.
   *
   * @return the id of the request; null if its id cannot be told, or if it is no request
   */
  public @Nullable RequestId requestId() {
    return expectsAnswer() ? id : null;
  }

  /**
   * The request that it answers.
   *
   * @return the id of that request; null if it cannot be told, or if it is no response
   */
  public @Nullable RequestId answeredId() {
    return answers || (complete && !asks) ? id : null;
  }
}
