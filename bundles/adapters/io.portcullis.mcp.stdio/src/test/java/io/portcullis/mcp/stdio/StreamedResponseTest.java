// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are too long to be held. */
@Timeout(120)
class StreamedResponseTest {
  private static final int MEGA = 1 << 20;
  private static final int HELD = 4 * MEGA; // pipes, buffers, and what is read before it is clear

  private final ScriptedGate gate = new ScriptedGate();
  private final SessionWire wire = new SessionWire(() -> gate);
  private final AtomicLong said = new AtomicLong();

  @AfterEach
  void close() {
    wire.close();
  }

  /** Lets the server send that much text, and more after it, in its own thread. */
  private Thread serverSays(String before, int megabytes, String after) {
    byte[] text = new byte[MEGA];
    Arrays.fill(text, (byte) 'x');
    Thread thread =
        new Thread(
            () -> {
              try {
                say(before.getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < megabytes; i++) {
                  say(text);
                }
                say(after.getBytes(StandardCharsets.UTF_8));
              } catch (UncheckedIOException e) {
                // the session was ended
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void say(byte[] bytes) {
    wire.server(bytes);
    said.addAndGet(bytes.length);
  }

  private void callIsForwarded() {
    wire.client(Lines.call(1, "t"));
    assertThat(wire.atServer()).contains("tools/call");
  }

  @Test
  void longResponsePassesWithoutBeingHeld() throws IOException, InterruptedException {
    callIsForwarded();
    String before = "{\"jsonrpc\":\"2.0\",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"";
    String after = "\"}]},\"id\":1}\n";
    int pieces = Boolean.getBoolean("portcullis.exhaustive") ? 100 : 20;
    Thread unused = serverSays(before, pieces, after);
    long expected = before.length() + (long) pieces * MEGA + after.length();
    long heard = 0;
    long mostBetween = 0;
    byte[] buffer = new byte[1 << 16];
    InputStream in = wire.clientStream();
    while (heard < expected) {
      int count = in.read(buffer);
      assertThat(count).isPositive();
      heard += count;
      mostBetween = Math.max(mostBetween, said.get() - heard);
    }
    assertThat(heard).isEqualTo(expected);
    assertThat(buffer).contains((byte) '\n');
    assertThat(mostBetween).isLessThan(HELD);
    assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(wire.clientGetsNothingMore()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"}]},\"id\":1,\"method\":\"sampling/createMessage\"}\n",
        "\"}]},\"id\":2}\n",
        "\"}]},\"id\":1,\"id\":1}\n",
        "\"}]},\"id\":1,\"Id\":2}\n",
        "\"}]},\"id\":1,\"error\":{}}\n",
        "\"}]},\"id\":1}}\n",
        "\"}]},\"id\":1} {}\n",
        "\"}]}}\n",
        "\"}]},\"id\":null}\n",
        "\u0001\"}]},\"id\":1}\n",
      })
  void aLineThatTurnsOutToBeSomethingElseIsNeverEnded(String after)
      throws IOException, InterruptedException {
    callIsForwarded();
    Thread unused =
        serverSays("{\"jsonrpc\":\"2.0\",\"result\":{\"content\":[{\"text\":\"", 3, after);
    assertThat(readUntilCut()).doesNotContain("\n");
    assertThat(wire.awaitEnd()).isEqualTo(StreamGateway.End.SERVER_VIOLATED);
    assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  private String readUntilCut() {
    StringBuilder tail = new StringBuilder();
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = wire.clientStream().read(buffer); n > 0; n = wire.clientStream().read(buffer)) {
        String piece = new String(buffer, 0, n, StandardCharsets.UTF_8);
        tail.append(piece.indexOf('\n') < 0 ? "" : piece);
      }
    } catch (IOException e) {
      // cut
    }
    return tail.toString();
  }

  @Test
  void unexpectedResponsesAreDroppedAndTheSessionGoesOn() throws InterruptedException {
    serverSays("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"text\":\"", 2, "\"}}\n").join();
    wire.client(Lines.call(1, "t"));
    assertThat(wire.atServer()).contains("tools/call");
    wire.server(Lines.result(1));
    assertThat(wire.atClient()).isEqualTo(Lines.result(1));
  }

  /** The result of a call that was cancelled while its answer, whose id comes last, was passing. */
  @Test
  void aCancellationInTheMiddleDoesNotEndTheSession() throws InterruptedException {
    callIsForwarded();
    wire.server("{\"jsonrpc\":\"2.0\",\"result\":{\"text\":\"".getBytes(StandardCharsets.UTF_8));
    byte[] text = new byte[MEGA + 1];
    Arrays.fill(text, (byte) 'x');
    Thread reader = new Thread(() -> assertThat(wire.atClient()).endsWith("\"id\":1}"));
    reader.start();
    wire.server(text);
    wire.client(Lines.cancel(1));
    assertThat(wire.atServer()).isEqualTo(Lines.cancel(1));
    wire.server("\"},\"id\":1}");
    reader.join();
    assertThat(wire.clientGetsNothingMore()).isTrue();
    assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
    assertThat(gate.reports).isEmpty();
  }
}
