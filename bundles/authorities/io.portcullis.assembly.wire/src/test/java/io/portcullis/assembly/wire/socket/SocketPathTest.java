// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SocketPathTest {
  @Test
  void prefersTheConfiguredPathToThatOfTheEnvironment() {
    assertThat(SocketPath.of(" /a/s ", "/b/s", "x")).isEqualTo(Path.of("/a/s"));
    assertThat(SocketPath.of(" ", "/b/s", "x")).isEqualTo(Path.of("/b/s"));
    assertThat(SocketPath.of("", "", "x")).isEqualTo(Path.of("/tmp/aa-runtime-x.sock"));
  }

  @Test
  void refusesAPathThatDoesNotFitAnAddress() {
    String fits = "/" + "x".repeat(SocketPath.MAX_BYTES - 1);
    assertThat(SocketPath.of(fits, "", "x")).isEqualTo(Path.of(fits));
    assertThatThrownBy(() -> SocketPath.of(fits + "x", "", "x"))
        .hasMessageStartingWith(
            "the path of the socket has 108 bytes, but at most 107 are allowed: ");
    assertThatThrownBy(() -> SocketPath.of("/a\0b", "", "x"))
        .hasMessageStartingWith("the path of the socket is not valid: ");
    assertThatThrownBy(() -> SocketPath.of("", "", "x".repeat(88)))
        .hasMessageContaining("at most 107 are allowed");
  }
}
