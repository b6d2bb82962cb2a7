// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

/** A client's request that the client can cancel. Thread-safe. */
interface CancellableCall {
  /**
   * Cancels the request.
   *
   * @return whether the server need not know: the request was not forwarded and never will be, or
   *     the server has answered it already
   */
  boolean cancel();
}
