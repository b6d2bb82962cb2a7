// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * Admits only the owner of the socket. Where the platform does not identify the peer, the directory
 * must still be one that no other user can enter.
 */
public final class PeerCheck {
  private final PeerCredentials credentials;
  private final PrivateDirectory directory;

  /**
   * Creates a check.
   *
   * @param credentials identify the user at the other end
   * @param directory the directory of the socket
   */
  public PeerCheck(PeerCredentials credentials, PrivateDirectory directory) {
    this.credentials = credentials;
    this.directory = directory;
  }

  /**
   * Returns the user at the other end, who is the owner.
   *
   * @throws PeerRefusedException if it is another user, or may be one
   * @throws IOException if the user cannot be read
   */
  public UserPrincipal admit(SocketChannel channel) throws IOException, PeerRefusedException {
    Optional<UserPrincipal> peer = credentials.peer(channel);
    if (peer.isPresent() && !peer.get().equals(directory.owner())) {
      throw new PeerRefusedException("only the owner of this socket may use it");
    }
    if (peer.isEmpty() && !directory.holds()) {
      throw new PeerRefusedException("Portcullis cannot find out whether you own this socket");
    }
    return directory.owner();
  }
}
