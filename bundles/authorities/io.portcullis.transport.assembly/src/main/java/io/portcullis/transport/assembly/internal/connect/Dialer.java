// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Makes connections to one runtime. */
@FunctionalInterface
public interface Dialer {
  /**
   * Connects.
   *
   * @return a connected channel that does not block
   * @throws SocketRefusedException if there is somebody who must not be talked to
   * @throws IOException if there is nobody
   */
  SocketChannel dial() throws IOException;
}
