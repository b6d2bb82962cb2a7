// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Opens connections to one runtime. */
@FunctionalInterface
public interface Dialer {
  /**
   * Connects.
   *
   * @return a connected, non-blocking channel
   * @throws SocketRefusedException if the socket or its peer is not trusted
   * @throws IOException if the connection fails
   */
  SocketChannel dial() throws IOException;
}
