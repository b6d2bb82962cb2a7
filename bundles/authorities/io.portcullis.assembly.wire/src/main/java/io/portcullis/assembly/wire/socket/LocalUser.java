// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Finds the users that own processes and sockets. Thread-safe. */
public final class LocalUser {
  private static final int TYPE_BITS = 0170000;
  private static final int SOCKET = 0140000;

  private LocalUser() {}

  /**
   * Returns the user of this process.
   *
   * @return the user
   * @throws IOException if the platform does not tell
   */
  public static UserPrincipal self() throws IOException {
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

  /**
   * Returns the owner of the socket at a path. A link is not a socket.
   *
   * @param path the path
   * @return its owner; null if the file is not a socket
   * @throws NoSuchFileException if the path does not exist
   * @throws IOException if the platform does not tell
   */
  public static @Nullable UserPrincipal ownerOfSocket(Path path) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(path, "unix:mode,owner", LinkOption.NOFOLLOW_LINKS);
    boolean socket = found.get("mode") instanceof Integer mode && (mode & TYPE_BITS) == SOCKET;
    return socket && found.get("owner") instanceof UserPrincipal owner ? owner : null;
  }

  /**
   * Returns the user of the peer process.
   *
   * @param channel a connected Unix socket
   * @return the user as the kernel reports it
   * @throws IOException if the platform does not report it, or the channel is closed
   */
  public static UserPrincipal peerOf(SocketChannel channel) throws IOException {
    try {
      return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    } catch (UnsupportedOperationException e) {
      throw new IOException("this platform does not report the user of the peer", e);
    }
  }
}
