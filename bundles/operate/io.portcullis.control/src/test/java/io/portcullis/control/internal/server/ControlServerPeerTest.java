// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.support.files.socket.PeerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ControlServerPeerTest extends ServerFixture {
  @Nested
  class ThePeer {
    private final UserPrincipal somebodyElse =
        new UserPrincipal() {
          @Override
          public String getName() {
            return "another-user";
          }
        };

    @Test
    void peerIsTheOwnerThatTheKernelReports() throws IOException {
      AtomicReference<Optional<UserPrincipal>> told = new AtomicReference<>();
      serve(
          (words, operator, out, err) -> 0,
          PATIENT,
          channel -> {
            told.set(PeerCredentials.ofKernel(channel));
            return told.get();
          });
      assertThat(ControlTestClient.call(path, "a").exit()).isZero();
      assertThat(told.get()).contains(Files.getOwner(path));
    }

    @Test
    void peerIsNamedToTheCommand() throws IOException {
      AtomicReference<String> named = new AtomicReference<>();
      serve(
          (words, operator, out, err) -> {
            named.set(operator);
            return 0;
          });
      assertThat(ControlTestClient.call(path, "a").exit()).isZero();
      assertThat(named).hasValue(Files.getOwner(path).getName());
    }

    @Test
    void anotherUserIsRefusedBeforeAByteIsRead() throws IOException {
      AtomicReference<List<String>> ran = new AtomicReference<>();
      serve(
          (words, operator, out, err) -> {
            ran.set(words);
            return 0;
          },
          PATIENT,
          channel -> Optional.of(somebodyElse));
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        ControlTestClient.Answer answer = client.answer(); // though nothing was sent
        assertThat(answer.exit()).isEqualTo(77);
        assertThat(answer.err()).isEqualTo("only the owner of this socket may use it\n");
        assertThat(client.readOne()).isEqualTo(-1);
      }
      assertThat(ran.get()).isNull();
    }

    @Test
    void unknownPeerIsAdmittedOnlyWhileTheDirectoryIsPrivate() throws IOException {
      serve((words, operator, out, err) -> 0, PATIENT, channel -> Optional.empty());
      assertThat(ControlTestClient.call(path, "a").exit()).isZero();
      Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        assertThat(client.answer().exit()).isEqualTo(77);
      }
    }

    @Test
    void peerWhoseUserCannotBeReadIsNotServed() throws IOException {
      AtomicReference<List<String>> ran = new AtomicReference<>();
      serve(
          (words, operator, out, err) -> {
            ran.set(words);
            return 0;
          },
          PATIENT,
          channel -> {
            throw new IOException("no");
          });
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        assertThatThrownBy(client::answer).isInstanceOf(IOException.class);
      }
      assertThat(ran.get()).isNull();
    }
  }
}
