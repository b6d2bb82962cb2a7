// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files.socket;

import io.portcullis.support.files.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listening Unix socket and its file, which is removed when the socket is closed. */
public final class ListeningSocket implements Closeable {
  // sun_path holds 108 bytes on Linux, of which the JDK (17 and 25) leaves two unused. Where it
  // holds less, as on macOS, the JDK's own error appears.
  private static final int MAX_PATH_BYTES = 106;
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final PrivateDirectory directory;
  private final ServerSocketChannel channel;
  private final @Nullable Object key;

  private ListeningSocket(
      Path path, PrivateDirectory directory, ServerSocketChannel channel, @Nullable Object key) {
    this.path = path;
    this.directory = directory;
    this.channel = channel;
    this.key = key;
  }

  /**
   * Listens at a path. Replaces the socket of a process that has ended; leaves any other file there
   * untouched.
   *
   * @throws IOException if the path cannot be used; the message names the obstacle
   */
  public static ListeningSocket listen(Path wanted) throws IOException {
    Path absolute = wanted.toAbsolutePath().normalize();
    Path parent = parent(absolute);
    refuseTooLong(absolute);
    PrivateDirectory directory = PrivateDirectory.at(parent);
    clear(absolute, directory);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(absolute));
      OwnerOnly.restrictFile(absolute);
      return new ListeningSocket(absolute, directory, channel, key(absolute));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new FileSystemException(path.toString(), null, "this path cannot be used for a socket");
    }
    return parent;
  }

  private static void refuseTooLong(Path path) throws IOException {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_PATH_BYTES) {
      throw new FileSystemException(
          path.toString(),
          null,
          "the path of a socket may have %d bytes, this one has %d"
              .formatted(MAX_PATH_BYTES, length));
    }
  }

  // No other user can change the directory between these steps.
  private static void clear(Path path, PrivateDirectory directory) throws IOException {
    Map<String, Object> attributes;
    try {
      attributes = Files.readAttributes(path, "unix:mode,owner", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    refuseOther(path, directory, attributes);
    Files.delete(path);
  }

  private static void refuseOther(
      Path path, PrivateDirectory directory, Map<String, Object> attributes) throws IOException {
    int mode = (Integer) Objects.requireNonNull(attributes.get("mode"));
    if ((mode & FILE_TYPE) != SOCKET) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "a file that is not a socket is in the way; it is left alone");
    }
    if (!directory.owner().equals(attributes.get("owner"))) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "the socket of another user is in the way");
    }
    if (answers(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "another process answers at this socket");
    }
  }

  // Does not block: a process whose backlog is full still listens, though it does not answer at
  // once.
  private static boolean answers(Path path) throws IOException {
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.configureBlocking(false);
      client.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Returns the path of the socket. */
  public Path path() {
    return path;
  }

  /** Returns the directory of the socket. */
  public PrivateDirectory directory() {
    return directory;
  }

  /**
   * Waits for the next connection.
   *
   * @throws IOException if this socket is closed, or no connection can be accepted
   */
  public SocketChannel accept() throws IOException {
    return channel.accept();
  }

  /** Stops listening and removes the file, unless another one has taken its place. */
  @Override
  public void close() throws IOException {
    channel.close();
    try {
      if (Objects.equals(key(path), key)) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      // the file has already been removed
    }
  }
}
