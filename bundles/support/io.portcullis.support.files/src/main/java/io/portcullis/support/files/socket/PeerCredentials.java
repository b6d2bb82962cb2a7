// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/** Identifies the user at the other end of a connection. */
public interface PeerCredentials {

  /** Returns the user of the peer when it connected; empty if the platform cannot identify it. */
  Optional<UserPrincipal> peer(SocketChannel channel) throws IOException;

  /** Asks the kernel. */
  static Optional<UserPrincipal> ofKernel(SocketChannel channel) throws IOException {
    if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
      return Optional.empty();
    }
    return Optional.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
  }
}
