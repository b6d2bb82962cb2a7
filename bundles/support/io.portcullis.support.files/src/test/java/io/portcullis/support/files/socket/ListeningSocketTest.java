// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningSocketTest {
  @TempDir Path temp;
  private Path folder;
  private Path path;

  @BeforeEach
  void choose() {
    folder = temp.resolve("run");
    path = folder.resolve("control.sock");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void setMode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static ServerSocketChannel bind(Path path) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path));
  }

  private static SocketChannel connect(Path path) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  @Test
  void socketAndItsDirectoryAreForTheirOwnerAlone() throws IOException {
    try (ListeningSocket socket = ListeningSocket.listen(path)) {
      assertThat(mode(folder)).isEqualTo("rwx------");
      assertThat(mode(path)).isEqualTo("rw-------");
      assertThat(socket.path()).isEqualTo(path);
      assertThat(socket.directory().owner()).isEqualTo(Files.getOwner(path));
      assertThat(folder).isDirectoryContaining(path::equals);
    }
  }

  @Test
  void goesWhenItIsClosed() throws IOException {
    ListeningSocket.listen(path).close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void leavesAFileThatTookItsPlace() throws IOException {
    ListeningSocket socket = ListeningSocket.listen(path);
    Files.delete(path);
    Files.writeString(path, "other");
    socket.close();
    assertThat(path).hasContent("other");
  }

  @Test
  void closesWithoutAnErrorWhenItsFileIsGone() throws IOException {
    ListeningSocket socket = ListeningSocket.listen(path);
    Files.delete(path);
    socket.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Nested
  class WhatIsInTheWay {
    @BeforeEach
    void makeDirectory() throws IOException {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private void refusedWith(String message) {
      assertThatThrownBy(() -> ListeningSocket.listen(path))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining(message);
    }

    @Test
    void socketOfAnEndedProcessIsReplaced() throws IOException {
      bind(path).close();
      assertThat(path).exists();
      try (ListeningSocket socket = ListeningSocket.listen(path)) {
        assertThat(connect(path)).isNotNull();
        assertThat(socket.accept()).isNotNull();
      }
    }

    @Test
    void socketThatAnswersIsLeftAlone() throws IOException {
      try (ServerSocketChannel other = bind(path)) {
        refusedWith("another process answers");
        connect(path).close();
        assertThat(other.accept()).isNotNull();
      }
    }

    @Test
    void fileIsLeftAlone() throws IOException {
      Files.writeString(path, "precious");
      refusedWith("a file that is not a socket");
      assertThat(path).hasContent("precious");
    }

    @Test
    void directoryInPlaceOfTheSocketIsLeftAlone() throws IOException {
      Files.createDirectory(path);
      refusedWith("a file that is not a socket");
      assertThat(path).isDirectory();
    }

    @Test
    void linkToAnOldSocketIsLeftAlone() throws IOException {
      Path old = folder.resolve("old.sock");
      bind(old).close();
      Files.createSymbolicLink(path, old);
      refusedWith("a file that is not a socket");
      assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
      assertThat(old).exists();
    }

    @Test
    void directoryThatOthersMayEnterIsRefused() throws IOException {
      for (String open : new String[] {"rwxr-xr-x", "rwx--x---", "rwx-----x", "rwxrwxrwx"}) {
        setMode(folder, open);
        refusedWith("others than the owner may enter");
        assertThat(mode(folder)).isEqualTo(open);
        assertThat(folder).isEmptyDirectory();
      }
    }

    @Test
    void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
      Files.delete(folder);
      Files.writeString(folder, "x");
      assertThatThrownBy(() -> ListeningSocket.listen(path))
          .isInstanceOf(FileSystemException.class);
      assertThat(folder).hasContent("x");
    }
  }

  @Test
  void reportsThatItsPathIsTooLongBeforeAnythingIsCreated() {
    Path deep = temp.resolve("x".repeat(106 - temp.toString().length())).resolve("s");
    assertThatThrownBy(() -> ListeningSocket.listen(deep))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("may have 106 bytes, this one has 109");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void socketMayHaveAPathOfTheLimit() throws IOException {
    String name = "s".repeat(106 - folder.toString().length() - 1);
    try (ListeningSocket socket = ListeningSocket.listen(folder.resolve(name))) {
      assertThat(socket.path().toString()).hasSize(106);
      connect(socket.path()).close();
    }
  }
}
