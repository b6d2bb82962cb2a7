// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import io.portcullis.control.internal.protocol.RequestRefusedException;
import io.portcullis.control.internal.protocol.SocketExitCode;
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

  public PeerCheck(PeerCredentials credentials, PrivateDirectory directory) {
    this.credentials = credentials;
    this.directory = directory;
  }

  /** Returns the user at the other end, who is the owner. */
  UserPrincipal admit(SocketChannel channel) throws IOException, RequestRefusedException {
    Optional<UserPrincipal> peer = credentials.peer(channel);
    if (peer.isPresent() && !peer.get().equals(directory.owner())) {
      throw new RequestRefusedException(
          SocketExitCode.FORBIDDEN, "only the owner of this socket may use it");
    }
    if (peer.isEmpty() && !directory.holds()) {
      throw new RequestRefusedException(
          SocketExitCode.FORBIDDEN, "Portcullis cannot find out whether you own this socket");
    }
    return directory.owner();
  }
}
