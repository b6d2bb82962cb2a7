// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

import java.time.Duration;

/**
 * The limits of one client and of all clients together.
 *
 * @param connections the number of clients that are served at the same time
 * @param request the time within which the request must arrive
 * @param write the time within which the client must take a frame
 * @param grace the time that running commands get to end when the socket is closed
 */
public record ClientLimits(int connections, Duration request, Duration write, Duration grace) {
  static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;
  public static final int MAX_FRAME_BYTES = 64 * 1024;

  public static final ClientLimits DEFAULT =
      new ClientLimits(8, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1));
}
