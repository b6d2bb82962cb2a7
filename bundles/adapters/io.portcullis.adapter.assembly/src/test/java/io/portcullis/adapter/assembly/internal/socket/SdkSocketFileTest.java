// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.assembly.wire.socket.LocalUser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkSocketFileTest {
  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("s");
  }

  private SdkSocketFile open() throws IOException {
    return SdkSocketFile.open(path, LocalUser.self());
  }

  @Test
  void replacesASocketWithoutAListeningProcess() throws IOException {
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    try (SdkSocketFile file = open()) {
      assertThat(file.channel().isOpen()).isTrue();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void refusesAFileThatIsNoSocket() throws IOException {
    Files.writeString(path, "mine");
    assertThatThrownBy(this::open)
        .hasMessage(path + " exists and is not a socket; remove it or choose another path");
    assertThat(path).hasContent("mine");
  }

  @Test
  void refusesALink() throws IOException {
    Path other = folder.resolve("o");
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(other));
      Files.createSymbolicLink(path, other);
      assertThatThrownBy(this::open).hasMessageContaining("is not a socket");
    }
  }

  @Test
  void leavesAFileThatReplacedTheSocket() throws IOException {
    try (SdkSocketFile file = open()) {
      Files.delete(path);
      Files.writeString(path, "another");
      file.close();
    }
    assertThat(path).hasContent("another");
  }

  @Test
  void namesAMissingFolder() {
    path = folder.resolve("none/s");
    assertThatThrownBy(this::open).isInstanceOf(IOException.class);
  }
}
