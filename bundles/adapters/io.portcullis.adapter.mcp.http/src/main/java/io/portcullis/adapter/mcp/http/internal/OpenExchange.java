// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

/** An HTTP request whose response has not ended. Thread-safe. */
interface OpenExchange {
  /** Checks that the client and the server are still there; called about every second. */
  void tick();

  /** Ends the exchange because the gateway stops. */
  void stop();

  /** Cuts the connection of the client. */
  void abort();
}
