// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The two connections of a session to its engine.
 *
 * @param client carries the messages of the client
 * @param server carries the messages of the server
 * @param socket the path at which the engine listens
 */
record Attachment(SocketChannel client, SocketChannel server, Path socket)
    implements AutoCloseable {

  /** Cuts both connections, so that blocked reads and writes end. */
  @Override
  public void close() {
    closeQuietly(client);
    closeQuietly(server);
  }

  static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // nothing was left to send
    }
  }
}
