// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.relay;

import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.jsonrpc.Message;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection that one {@link RelayedRequest} travels over. Methods that run under the lock of
 * the request must not block, throw or call foreign code. Where such a method returns a {@link
 * Runnable}, that step runs afterwards without the lock. Thread-safe.
 */
public interface RequestTransport {
  /** A step that does nothing. */
  Runnable NO_STEP = () -> {};

  /**
   * Reserves room for the request. Runs under the lock, once at most.
   *
   * @param governed whether the request waits for the gate
   * @return why the request is denied, or null if it is admitted
   */
  @Nullable DenialCode admit(boolean governed);

  /** Notes that the gate has answered. Runs under the lock, once for each request that waited. */
  void decided();

  /** Makes the id of the request free. Runs under the lock, once at most. */
  void leave();

  /**
   * Checks a request that the gate has allowed. Runs without the lock.
   *
   * @param text what would be forwarded
   * @return why the request is denied all the same, or null to forward it
   */
  @Nullable DenialCode denialBeforeForwarding(String text);

  /**
   * Forwards the request. Runs under the lock.
   *
   * @param text what is forwarded
   * @return the rest of the step
   */
  Runnable forward(String text);

  /**
   * Sends a denial to the sender of the request. Runs under the lock.
   *
   * @param denial why
   * @return the rest of the step
   */
  Runnable deny(Denial denial);

  /**
   * Sends a response that the gateway has written. Runs under the lock.
   *
   * @param text the response, without a line feed
   * @return the rest of the step
   */
  Runnable respond(String text);

  /**
   * Ends a request that its sender has cancelled. Runs under the lock.
   *
   * @param undecided the denial in place of a held response, or null if none was held
   * @return the rest of the step
   */
  Runnable cancelled(@Nullable String undecided);

  /**
   * Filters a response that is held. Runs without the lock.
   *
   * @param response the response of the server
   * @param deliver takes the outcome, at once or later, once at most
   * @return the pending filtering
   */
  GateClient.PendingDecision filter(Message.Response response, Consumer<byte[]> deliver);

  /**
   * Notes that the outcome of a request, forwarded on a decision of the gate, was reported. Runs
   * without the lock.
   */
  default void reported() {}
}
