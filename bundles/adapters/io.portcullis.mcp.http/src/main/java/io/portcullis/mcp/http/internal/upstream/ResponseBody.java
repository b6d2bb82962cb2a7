// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.upstream;

import io.portcullis.mcp.http.internal.wire.ProtocolViolationException;
import java.nio.ByteBuffer;

/** A consumer of the body of a server's response. Called by one thread at a time. */
public interface ResponseBody {
  /**
   * Takes the next bytes. More bytes come when the client's reply has written their outcome.
   *
   * @throws ProtocolViolationException if the exchange must end
   */
  void bytes(ByteBuffer piece) throws ProtocolViolationException;

  /**
   * Ends the body.
   *
   * @throws ProtocolViolationException if the body may not end here
   */
  void end() throws ProtocolViolationException;

  /** Breaks the body off: the server stopped or violated the protocol. */
  void broken();
}
