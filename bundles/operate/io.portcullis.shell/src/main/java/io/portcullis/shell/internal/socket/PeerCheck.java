// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * Lets only the owner of the socket in. Where the platform does not say who the peer is, the
 * directory must still be one that nobody else can enter.
 */
final class PeerCheck {
  private final Credentials credentials;
  private final PrivateDirectory directory;

  PeerCheck(Credentials credentials, PrivateDirectory directory) {
    this.credentials = credentials;
    this.directory = directory;
  }

  /** The user at the other end, who is the owner. */
  UserPrincipal admit(SocketChannel channel) throws IOException, RefusedException {
    Optional<UserPrincipal> peer = credentials.peer(channel);
    if (peer.isPresent() && !peer.get().equals(directory.owner())) {
      throw new RefusedException(Exit.FORBIDDEN, "only the owner of this socket may use it");
    }
    if (peer.isEmpty() && !directory.holds()) {
      throw new RefusedException(
          Exit.FORBIDDEN, "it cannot be told whether you are the owner of this socket");
    }
    return directory.owner();
  }
}
