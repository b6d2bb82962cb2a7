// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import io.portcullis.assembly.wire.socket.LocalUser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * Connects to the socket of a runtime if the current user owns both the socket and the peer process
 * (section 1.2 of the contract). The socket may be replaced between the check of the path and the
 * connection, therefore the peer is checked too.
 */
public final class SocketDialer implements Dialer {
  private final Path path;
  private final UserPrincipal self;

  public SocketDialer(Path path, UserPrincipal self) {
    this.path = path;
    this.self = self;
  }

  @Override
  public SocketChannel dial() throws IOException {
    look();
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean ready = false;
    try {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(path))) {
        throw new IOException(path + ": the socket's queue of connections is full");
      }
      askPeer(channel);
      ready = true;
      return channel;
    } finally {
      if (!ready) {
        channel.close();
      }
    }
  }

  private void look() throws IOException {
    UserPrincipal owner;
    try {
      owner = LocalUser.ownerOfSocket(path);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(path + ": the socket does not exist; start the runtime");
    }
    if (owner == null) {
      throw new SocketRefusedException(path + " is not a socket");
    }
    if (!self.equals(owner)) {
      throw new SocketRefusedException(
          "%s belongs to %s, not to %s".formatted(path, owner, self.getName()));
    }
  }

  private void askPeer(SocketChannel channel) throws IOException {
    UserPrincipal peer;
    try {
      peer = LocalUser.peerOf(channel);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw new SocketRefusedException(path + ": " + e.getMessage());
    }
    if (!self.equals(peer)) {
      throw new SocketRefusedException(
          "%s: the peer is %s, not %s".formatted(path, peer, self.getName()));
    }
  }
}
