// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.socket;

import io.portcullis.assembly.wire.socket.LocalUser;
import io.portcullis.assembly.wire.socket.SocketPath;
import io.portcullis.support.files.OwnerOnly;
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
import java.nio.file.attribute.UserPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket file, of mode 0600 from its first moment: Java sets no umask, so the file is created
 * in a private folder and moved from there. Not thread-safe.
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
   * Listens at a path. Replaces a socket of this user at which no process listens.
   *
   * @throws IOException if another process listens there, if the path is not a socket of this user,
   *     or if no socket can be created
   */
  static SdkSocketFile open(Path path, UserPrincipal self) throws IOException {
    removeStale(path, self);
    Path folder = Files.createTempDirectory(path.getParent(), ".p"); // only its owner may enter
    Path made = folder.resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean open = false;
    try {
      Object identity = publish(channel, made, path);
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

  /**
   * Binds the channel, and moves the socket to its path once only this user may connect.
   *
   * @return the identity of the file
   */
  private static Object publish(ServerSocketChannel channel, Path made, Path path)
      throws IOException {
    if (made.toString().getBytes(StandardCharsets.UTF_8).length > SocketPath.MAX_BYTES) {
      throw new IOException(
          path + ": the path of the folder is too long for a socket; choose a shorter one");
    }
    channel.bind(UnixDomainSocketAddress.of(made));
    OwnerOnly.restrictFile(made);
    channel.configureBlocking(false);
    Object identity = identity(made);
    try {
      Files.move(made, path);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(path + " was created by another process meanwhile");
    }
    return identity;
  }

  private static void removeStale(Path path, UserPrincipal self) throws IOException {
    UserPrincipal owner;
    try {
      owner = LocalUser.ownerOfSocket(path);
    } catch (NoSuchFileException e) {
      return;
    }
    if (owner == null) {
      throw new IOException(path + " exists and is not a socket; remove it or choose another path");
    }
    if (!self.equals(owner)) {
      throw new IOException("%s belongs to %s".formatted(path, owner.getName()));
    }
    removeUnlessInUse(path);
  }

  private static void removeUnlessInUse(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false); // the listening process may be busy
      boolean unused = probe.connect(UnixDomainSocketAddress.of(path));
      throw new IOException("another process listens at " + path);
    } catch (ConnectException e) {
      LOG.debug("{} was left behind; remove it", path, e);
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

  /** Stops listening, and removes the file unless it was replaced. */
  @Override
  public void close() {
    try {
      channel.close();
      if (identity.equals(identity(path))) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.debug("{} does not exist any more, so it cannot be removed", path, e);
    }
  }
}
