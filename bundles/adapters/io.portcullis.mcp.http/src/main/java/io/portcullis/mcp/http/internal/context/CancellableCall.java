// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.context;

/** A client's request that the client can cancel. Thread-safe. */
public interface CancellableCall {
  /**
   * Cancels the request.
   *
   * @return true if the server needs no cancellation: the request is never forwarded, or the server
   *     has responded already
   */
  boolean cancel();
}
