// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.upstream;

import io.portcullis.mcp.http.internal.wire.ProtocolViolationException;
import java.nio.ByteBuffer;

/** Takes the body of an answer of the server. Called by one thread at a time. */
public interface ResponseBody {
  /**
   * The next bytes; what they become is given to the client's reply, and more come when that was
   * written.
   *
   * @throws ProtocolViolationException if the exchange must end
   */
  void bytes(ByteBuffer piece) throws ProtocolViolationException;

  /**
   * The body is complete.
   *
   * @throws ProtocolViolationException if it may not be
   */
  void end() throws ProtocolViolationException;

  /** No more comes: the server broke off, or sent what may not pass. */
  void broken();
}
