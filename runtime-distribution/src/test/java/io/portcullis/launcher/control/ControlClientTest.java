// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.launcher.failure.LaunchException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlClientTest {
  private Path folder;
  private Path socket;
  private ServerSocketChannel server;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ControlClient client = new ControlClient(out, err);

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("pc");
    socket = folder.resolve("s");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }

  private interface Answer {
    void write(OutputStream out) throws IOException;
  }

  /** Serves one connection; the future holds the request as it came. */
  private CompletableFuture<String> serve(Answer answer) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (SocketChannel connection = server.accept()) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(connection));
            byte[] request = in.readNBytes(in.readInt());
            answer.write(Channels.newOutputStream(connection));
            return new String(request, UTF_8);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static byte[] frame(char type, String payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream frame = new DataOutputStream(bytes);
    frame.writeByte(type);
    frame.writeInt(payload.getBytes(UTF_8).length);
    frame.write(payload.getBytes(UTF_8));
    return bytes.toByteArray();
  }

  private void refused(Answer answer, String message) {
    serve(answer);
    assertThatThrownBy(() -> client.run(socket, List.of("status")))
        .isInstanceOfSatisfying(
            LaunchException.class,
            e -> assertThat(e.exitCode()).isEqualTo(LaunchException.UNAVAILABLE))
        .hasMessageContaining(message);
  }

  @Test
  void refusesAnArgumentThatTheJvmCouldNotDecode() {
    assertThatThrownBy(() -> client.run(socket, List.of("check", "--args", "{\"a\":\"\uFFFD\"}")))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("not readable in the character set");
  }

  @Nested
  class Answered {
    @Test
    void sendsEachArgumentClosedByAZeroByte() throws Exception {
      CompletableFuture<String> request = serve(to -> to.write(frame('x', "0")));
      assertThat(client.run(socket, List.of("check", "--args", "{\"é\": 1}", ""))).isZero();
      assertThat(request.get()).isEqualTo("check\0--args\0{\"é\": 1}\0\0");
    }

    @Test
    void copiesOutputAndErrorsApart() throws Exception {
      serve(
          to -> {
            to.write(frame('o', "one "));
            to.write(frame('e', "oops"));
            to.write(frame('o', ""));
            to.write(frame('o', "two"));
            to.write(frame('x', "3"));
          });
      assertThat(client.run(socket, List.of("x"))).isEqualTo(3);
      assertThat(out.toString(UTF_8)).isEqualTo("one two");
      assertThat(err.toString(UTF_8)).isEqualTo("oops");
    }

    @Test
    void joinsFramesThatArriveByteByByte() throws Exception {
      serve(
          to -> {
            for (byte[] frame : List.of(frame('o', "détail"), frame('x', "42"))) {
              for (byte each : frame) {
                to.write(each);
                to.flush();
              }
            }
          });
      assertThat(client.run(socket, List.of("x"))).isEqualTo(42);
      assertThat(out.toString(UTF_8)).isEqualTo("détail");
    }

    @Test
    void takesTheLargestFrame() throws Exception {
      String large = "a".repeat(ControlClient.MAX_FRAME_BYTES);
      serve(
          to -> {
            to.write(frame('o', large));
            to.write(frame('x', "0"));
          });
      assertThat(client.run(socket, List.of("x"))).isZero();
      assertThat(out.toString(UTF_8)).isEqualTo(large);
    }
  }

  @Nested
  class Broken {
    @Test
    void saysThatTheConnectionClosedBeforeAnyFrame() {
      refused(to -> {}, "closed the connection before the command ended");
    }

    @Test
    void saysThatTheConnectionClosedBeforeTheExitCode() {
      refused(to -> to.write(frame('o', "begun")), "closed the connection before");
      assertThat(out.toString(UTF_8)).isEqualTo("begun");
    }

    @Test
    void saysThatTheConnectionClosedWithinAFrame() {
      refused(to -> to.write(frame('x', "12"), 0, 6), "closed the connection before");
    }

    @Test
    void refusesAFrameOverTheLimit() {
      refused(to -> to.write(new byte[] {'o', 0, 1, 0, 1}), "a frame of 65537 bytes");
      refused(to -> to.write(new byte[] {'o', -1, -1, -1, -1}), "a frame of -1 bytes");
    }

    @Test
    void refusesAnUnknownFrame() {
      refused(to -> to.write(frame('z', "")), "unknown type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1234", "0x1", " 1", "one"})
    void refusesWhatIsNoExitCode(String code) {
      refused(to -> to.write(frame('x', code)), "no exit code");
    }
  }

  @Nested
  class NotReached {
    @Test
    void reportsThatNoProcessListens() throws IOException {
      server.close();
      assertThatThrownBy(() -> client.run(socket, List.of("status")))
          .isInstanceOfSatisfying(
              LaunchException.class,
              e -> assertThat(e.exitCode()).isEqualTo(LaunchException.UNAVAILABLE))
          .hasMessageStartingWith("no container answers at " + socket);
    }

    @Test
    void refusesACommandOverTheLimitWithoutConnecting() {
      String large = "a".repeat(ControlClient.MAX_REQUEST_BYTES);
      assertThatThrownBy(() -> client.run(socket, List.of("check", large)))
          .isInstanceOfSatisfying(
              LaunchException.class,
              e -> assertThat(e.exitCode()).isEqualTo(LaunchException.USAGE));
    }
  }
}
