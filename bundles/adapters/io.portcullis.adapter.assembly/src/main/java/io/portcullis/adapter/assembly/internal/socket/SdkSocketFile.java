// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.socket;

import io.portcullis.assembly.wire.socket.LocalUser;
import io.portcullis.assembly.wire.socket.SocketPath;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket in the file system, of mode 0600 from its first moment on: Java sets no umask, so it
 * is made in a folder that only this user can open and moved from there. For one thread.
 */
final class SdkSocketFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SdkSocketFile.class);

  private final Path path;
  private final ServerSocketChannel channel;
  private final Object identity;

  private SdkSocketFile(Path path, ServerSocketChannel channel, Object identity) {
    this.path = path;
    this.channel = channel;
    this.identity = identity;
  }

  /**
   * Listens at a path. A socket of this user that nobody listens at any more is replaced.
   *
   * @throws IOException if somebody listens there, if there is something else than a socket or a
   *     socket of somebody else, or if nothing can be made there
   */
  static SdkSocketFile open(Path path, UserPrincipal self) throws IOException {
    removeStale(path, self);
    Path folder =
        Files.createTempDirectory(
            path.getParent(),
            ".p",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path made = folder.resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean open = false;
    try {
      if (made.toString().getBytes(StandardCharsets.UTF_8).length > SocketPath.MAX_BYTES) {
        throw new IOException(path + ": no socket can be made in a folder of such a long name");
      }
      channel.bind(UnixDomainSocketAddress.of(made));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      channel.configureBlocking(false);
      Object identity = identity(made);
      try {
        Files.move(made, path);
      } catch (FileAlreadyExistsException e) {
        throw new IOException(path + " was made by somebody else meanwhile");
      }
      open = true;
      return new SdkSocketFile(path, channel, identity);
    } finally {
      if (!open) {
        channel.close();
        Files.deleteIfExists(made);
      }
      Files.deleteIfExists(folder);
    }
  }

  private static void removeStale(Path path, UserPrincipal self) throws IOException {
    UserPrincipal owner;
    try {
      owner = LocalUser.ownerOfSocket(path);
    } catch (NoSuchFileException e) {
      return;
    }
    if (owner == null) {
      throw new IOException(path + " is there and is no socket");
    }
    if (!self.equals(owner)) {
      throw new IOException("%s belongs to %s".formatted(path, owner.getName()));
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false); // who listens may be busy
      boolean unused = probe.connect(UnixDomainSocketAddress.of(path));
      throw new IOException("another process listens at " + path);
    } catch (ConnectException e) {
      LOG.debug("{} was left behind", path, e);
      Files.deleteIfExists(path);
    }
  }

  private static Object identity(Path path) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Object key = found.fileKey();
    return key == null ? path : key;
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /** Listens no more, and removes the file unless it has become another one. */
  @Override
  public void close() {
    try {
      channel.close();
      if (identity.equals(identity(path))) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.debug("{} is not there to be removed", path, e);
    }
  }
}
