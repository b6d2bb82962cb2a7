// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/**
 * A process of another user at the other end of a socket. It prints the number of bytes of its
 * first read in a line, {@code -1} if it received none. Only root can start one.
 */
public final class OtherUserProcess {
  /** The line that is printed once the process listens. */
  public static final String READY = "ready";

  /** A user that owns no process and no file. */
  private static final String UNPRIVILEGED_ID = "65534";

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private OtherUserProcess() {}

  /**
   * Returns whether this process may start a process of another user.
   *
   * @return true for root on a Linux with util-linux
   */
  public static boolean isPossible() {
    return System.getProperty("user.name").equals("root") && Files.isExecutable(SETPRIV);
  }

  /**
   * Starts a process that listens; {@value #READY} is its first line.
   *
   * @param folder the folder of the socket; becomes accessible to every user
   * @param socket the path to listen at
   * @return the process, with its lines on the standard output
   * @throws IOException if it cannot be started
   */
  public static Process listen(Path folder, Path socket) throws IOException {
    return start(folder, "listen", socket);
  }

  /**
   * Starts a process that connects.
   *
   * @param folder the folder of the socket; becomes accessible to every user
   * @param socket the path to connect to; becomes accessible to every user
   * @return the process, with its line on the standard output
   * @throws IOException if it cannot be started
   */
  public static Process connect(Path folder, Path socket) throws IOException {
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    return start(folder, "connect", socket);
  }

  private static Process start(Path folder, String role, Path socket) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    copyThisClass(folder);
    return new ProcessBuilder(
            List.of(
                SETPRIV.toString(),
                "--reuid=" + UNPRIVILEGED_ID,
                "--regid=" + UNPRIVILEGED_ID,
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder.toString(),
                OtherUserProcess.class.getName(),
                role,
                socket.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Copies this class alone, because the other user may not read the class path. */
  private static void copyThisClass(Path folder) throws IOException {
    String name = OtherUserProcess.class.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve(name);
    Files.createDirectories(copy.getParent());
    try (InputStream own = OtherUserProcess.class.getResourceAsStream("/" + name)) {
      Files.write(copy, Objects.requireNonNull(own, name).readAllBytes());
    }
  }

  /**
   * Runs the other process.
   *
   * @param arguments its role and the path of the socket
   * @throws IOException if the socket fails
   */
  public static void main(String[] arguments) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(arguments[1]);
    if (arguments[0].equals("connect")) {
      try (SocketChannel channel = SocketChannel.open(address)) {
        printFirstRead(channel);
      }
      return;
    }
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      System.out.println(READY);
      try (SocketChannel channel = server.accept()) {
        printFirstRead(channel);
      }
    }
  }

  private static void printFirstRead(SocketChannel channel) throws IOException {
    System.out.println(channel.read(ByteBuffer.allocate(1024)));
  }
}
