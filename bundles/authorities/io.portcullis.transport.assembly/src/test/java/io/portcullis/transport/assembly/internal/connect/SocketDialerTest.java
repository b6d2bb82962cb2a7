// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.portcullis.assembly.simulator.ConnectionStats;
import io.portcullis.assembly.simulator.RuntimeSimulator;
import io.portcullis.assembly.wire.socket.LocalUser;
import io.portcullis.testkit.OtherUserProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketDialerTest {
  @TempDir private Path folder;

  private static UserPrincipal anotherUser() {
    return () -> "another user";
  }

  private RuntimeSimulator listening(Path socket) throws IOException {
    RuntimeSimulator runtime = new RuntimeSimulator(socket, LinkRig.AGENT, ticket -> {});
    runtime.start();
    return runtime;
  }

  @Test
  void connectsToASocketOfItsOwnUser() throws IOException {
    Path socket = folder.resolve("s");
    try (RuntimeSimulator runtime = listening(socket);
        SocketChannel channel = new SocketDialer(socket, LocalUser.self()).dial()) {
      assertThat(channel.isConnected()).isTrue();
      assertThat(channel.isBlocking()).isFalse();
      assertThat(runtime.stats().ends()).isEmpty();
    }
  }

  @Test
  void failsWhereNoSocketExists() throws IOException {
    Path socket = folder.resolve("s");
    SocketDialer dialer = new SocketDialer(socket, LocalUser.self());
    assertThatThrownBy(dialer::dial)
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(socket + ": the socket does not exist; start the runtime");
  }

  @Test
  void failsAtASocketThatAKilledRuntimeLeft() throws IOException {
    Path socket = folder.resolve("s");
    try (RuntimeSimulator runtime = listening(socket)) {
      runtime.kill();
      assertThat(socket).exists();
      SocketDialer dialer = new SocketDialer(socket, LocalUser.self());
      assertThatThrownBy(dialer::dial)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketRefusedException.class);
    }
  }

  @Test
  void refusesAFileThatIsNoSocket() throws IOException {
    Path file = Files.createFile(folder.resolve("s"));
    SocketDialer dialer = new SocketDialer(file, LocalUser.self());
    assertThatThrownBy(dialer::dial)
        .isInstanceOf(SocketRefusedException.class)
        .hasMessage(file + " is not a socket");
  }

  @Test
  void refusesALinkToASocket() throws IOException {
    Path socket = folder.resolve("s");
    Path link = Files.createSymbolicLink(folder.resolve("l"), socket);
    try (RuntimeSimulator runtime = listening(socket)) {
      SocketDialer dialer = new SocketDialer(link, LocalUser.self());
      assertThatThrownBy(dialer::dial)
          .isInstanceOf(SocketRefusedException.class)
          .hasMessage(link + " is not a socket");
      assertThat(runtime.connections()).isZero();
    }
  }

  @Test
  void refusesASocketOfAnotherUser() throws IOException {
    Path socket = folder.resolve("s");
    try (RuntimeSimulator runtime = listening(socket)) {
      SocketDialer dialer = new SocketDialer(socket, anotherUser());
      assertThatThrownBy(dialer::dial)
          .isInstanceOf(SocketRefusedException.class)
          .hasMessageContaining("belongs to")
          .hasMessageEndingWith("another user");
      assertThat(runtime.connections()).isZero();
    }
  }

  /**
   * The path is trusted, but the process behind it belongs to another user; only the check of the
   * peer shows it.
   */
  @Test
  void refusesAPeerOfAnotherUser() throws IOException {
    Path socket = folder.resolve("s");
    UserPrincipal self = LocalUser.self();
    UserPrincipal looksWell =
        new UserPrincipal() {
          private int asked;

          @Override
          public String getName() {
            return "looks well";
          }

          @Override
          public boolean equals(Object other) {
            return asked++ == 0 && self.equals(other);
          }

          @Override
          public int hashCode() {
            return 0;
          }

          @Override
          public String toString() {
            return getName();
          }
        };
    try (RuntimeSimulator runtime = listening(socket)) {
      SocketDialer dialer = new SocketDialer(socket, looksWell);
      assertThatThrownBy(dialer::dial)
          .isInstanceOf(SocketRefusedException.class)
          .hasMessage(socket + ": the peer is " + self + ", not looks well");
      ConnectionStats tally = runtime.stats();
      tally.await(ConnectionStats.Event.ENDED, 1);
      assertThat(tally.count(ConnectionStats.Event.PROVEN)).isZero();
      assertThat(tally.count(ConnectionStats.Event.REFUSED)).isZero();
    }
  }

  /** The file belongs to this user, but the listening process does not. */
  @Test
  void sendsNothingToAProcessOfAnotherUser() throws IOException, InterruptedException {
    assumeTrue(OtherUserProcess.isPossible(), "only root can start a process of another user");
    Path socket = folder.resolve("s");
    Process peer = OtherUserProcess.listen(folder, socket);
    try (BufferedReader said = peer.inputReader()) {
      assertThat(said.readLine()).isEqualTo(OtherUserProcess.READY);
      SocketDialer dialer = new SocketDialer(socket, LocalUser.self());
      assertThatThrownBy(dialer::dial)
          .isInstanceOf(SocketRefusedException.class)
          .hasMessageContaining(" belongs to ");
      Files.setOwner(socket, LocalUser.self());
      assertThatThrownBy(dialer::dial)
          .isInstanceOf(SocketRefusedException.class)
          .hasMessageContaining("the peer is ");
      assertThat(said.readLine()).isEqualTo("-1");
    } finally {
      peer.destroyForcibly().waitFor();
    }
  }
}
