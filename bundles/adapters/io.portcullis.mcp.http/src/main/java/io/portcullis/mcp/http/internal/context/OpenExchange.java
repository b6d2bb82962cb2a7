// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.context;

/** An HTTP request whose response has not ended. Thread-safe. */
public interface OpenExchange {
  /** Checks the client and the server; called about every second. */
  void tick();

  /** Ends the exchange because the gateway stops. */
  void stop();

  /** Cuts the connection of the client. */
  void abort();
}
