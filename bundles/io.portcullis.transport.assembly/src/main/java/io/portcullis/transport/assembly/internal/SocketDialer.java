// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * Connects to the socket of a runtime if socket and peer are this user's own: section 1.2 of the
 * contract. Between the look at the path and the connection it may have become another one, which
 * is why the peer is asked for too.
 */
final class SocketDialer implements Dialer {
  private static final int TYPE_BITS = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final UserPrincipal self;

  SocketDialer(Path path, UserPrincipal self) {
    this.path = path;
    this.self = self;
  }

  /**
   * Whose process this is.
   *
   * @throws IOException if that cannot be found out
   */
  static UserPrincipal self() throws IOException {
    Path process = Path.of("/proc/self");
    if (Files.exists(process)) {
      return Files.getOwner(process);
    }
    Path probe = Files.createTempFile("portcullis", ".uid");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  @Override
  public SocketChannel dial() throws IOException {
    look();
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean ready = false;
    try {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(path))) {
        throw new IOException(path + ": too many others are connecting");
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
    Map<String, Object> found;
    try {
      found = Files.readAttributes(path, "unix:mode,owner", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(path + ": there is no socket");
    }
    if (!(found.get("mode") instanceof Integer mode) || (mode & TYPE_BITS) != SOCKET) {
      throw new RefusedException(path + " is no socket");
    }
    if (!(found.get("owner") instanceof UserPrincipal owner) || !self.equals(owner)) {
      throw new RefusedException(
          "%s belongs to %s and not to %s".formatted(path, found.get("owner"), self.getName()));
    }
  }

  private void askPeer(SocketChannel channel) throws IOException {
    UserPrincipal peer;
    try {
      peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    } catch (UnsupportedOperationException e) {
      throw new RefusedException(path + ": this platform does not tell whose the peer is");
    }
    if (!self.equals(peer)) {
      throw new RefusedException(
          "%s: the peer is %s and not %s".formatted(path, peer, self.getName()));
    }
  }
}
