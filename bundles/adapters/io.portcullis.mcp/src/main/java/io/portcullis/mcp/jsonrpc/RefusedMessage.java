// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * The result of an {@link EnvelopeScanner} for a message that is not forwarded.
 *
 * @param asks whether the message has a method
 * @param answers whether the message has a result or an error
 * @param complete whether the message was read to its end and no text follows it
 * @param identified whether the message has any id, valid or not
 * @param id the id, if the message has exactly one and it is valid; else null
 */
public record RefusedMessage(
    boolean asks, boolean answers, boolean complete, boolean identified, @Nullable RequestId id) {

  /** A message that could not be read at all. */
  static final RefusedMessage UNREADABLE = new RefusedMessage(false, false, false, false, null);

  /**
   * Checks whether the sender may wait for a response.
   *
   * @return false if the message certainly is a notification or a response
   */
  public boolean expectsAnswer() {
    return asks ? identified || !complete : !answers;
  }

  /**
   * Returns the id of the refused request.
   *
   * @return the id; null if it is unknown or the message is not a request
   */
  public @Nullable RequestId requestId() {
    return expectsAnswer() ? id : null;
  }

  /**
   * Returns the id of the request to which the refused message responds.
   *
   * @return the id; null if it is unknown or the message is not a response
   */
  public @Nullable RequestId answeredId() {
    return answers || (complete && !asks) ? id : null;
  }
}
