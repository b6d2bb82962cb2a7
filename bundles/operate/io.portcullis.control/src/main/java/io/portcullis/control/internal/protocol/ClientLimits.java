// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

import java.time.Duration;

/**
 * What one client, and all of them together, may take.
 *
 * @param connections how many are served at the same time
 * @param request within what time the request must be there
 * @param write within what time a frame must be taken by the client
 * @param grace how long running commands may go on when the socket is closed
 */
public record ClientLimits(int connections, Duration request, Duration write, Duration grace) {
  static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;
  public static final int MAX_FRAME_BYTES = 64 * 1024;

  public static final ClientLimits DEFAULT =
      new ClientLimits(8, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1));
}
