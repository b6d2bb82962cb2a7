// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import java.nio.ByteBuffer;

/** Takes the body of an answer of the server. Called by one thread at a time. */
interface AnswerSink {
  /**
   * The next bytes; what they become is given to the client's reply, and more come when that was
   * written.
   *
   * @throws Violation if the exchange must end
   */
  void bytes(ByteBuffer piece) throws Violation;

  /**
   * The body is complete.
   *
   * @throws Violation if it may not be
   */
  void end() throws Violation;

  /** No more comes: the server broke off, or sent what may not pass. */
  void broken();
}
