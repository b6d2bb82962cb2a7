// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.context;

/** A client's request that the client can cancel. Thread-safe. */
public interface CancellableCall {
  /**
   * Cancels the request.
   *
   * @return whether the server need not know: the request was not forwarded and never will be, or
   *     the server has answered it already
   */
  boolean cancel();
}
