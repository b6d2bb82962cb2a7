// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are passed on as they come, and who else is served meanwhile. */
@Timeout(60) // against a test that hangs
class StreamedPassThroughTest {
  private static final SessionLimits LIMITS =
      new SessionLimits(100_000, 1_000, 10, 100, 100_000, 1 << 20);
  private static final String LARGE = "{\"content\":[\"" + "\u20ac".repeat(20_000) + "\"]}";

  private final ScriptedGate gate = new ScriptedGate();
  private final SessionWire wire = new SessionWire(() -> gate, LIMITS);

  @AfterEach
  void close() {
    wire.close();
  }

  private void call(Object id) {
    wire.client(Lines.call(id, "read")).atServer();
  }

  private void reportedOnce(ToolOutcome.Kind outcome) throws InterruptedException {
    assertThat(gate.reports.take()).isEqualTo(new ScriptedGate.Report("read", outcome));
    assertThat(gate.reports).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":%s}",
        " { \"result\" : %s , \"id\":1,\"jsonrpc\":\"2.0\"}\r",
        "{\"id\":1,\"error\":%s,\"jsonrpc\":\"2.0\"}"
      })
  void passesByteForByteWhereverTheIdIs(String form) throws InterruptedException {
    String line = form.formatted(LARGE);
    call(1);

    wire.server(line);

    assertThat(wire.atClient()).isEqualTo(line);
    reportedOnce(form.contains("error") ? ToolOutcome.Kind.FAILED : ToolOutcome.Kind.COMPLETED);
    call(1); // the id is free again
  }

  @Test
  void streamedResponseIsDroppedAfterTheRequestWasCancelled() {
    call(1);
    wire.client(Lines.cancel(1)).atServer();

    wire.server("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + LARGE + "}");

    assertThat(wire.clientGetsNothingMore()).isTrue();
    call(1); // now that the late answer has come
  }

  @Test
  void streamedResponsePassesWhenOnlyItsEndShowsThatTheRequestWasCancelled() {
    call(1);
    wire.client(Lines.cancel(1)).atServer();
    String line = "{\"result\":" + LARGE + ",\"jsonrpc\":\"2.0\",\"id\":1}";

    wire.server(line);

    assertThat(wire.atClient()).isEqualTo(line);
  }

  @Test
  void streamedResponseIsNotCancelledOnceItHasBegunToPass() throws Exception {
    String line = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + LARGE + "}";
    call(1);
    wire.server(bytes(line.substring(0, 1_500)));
    byte[] first = wire.clientStream().readNBytes(1_000); // so it has begun

    wire.client(Lines.cancel(1));
    assertThat(wire.client(Lines.request(5, "ping", "{}")).atServer()).contains("ping");
    wire.client(Lines.call(1, "other"));
    assertThat(wire.client(Lines.request(6, "ping", "{}")).atServer()).contains("ping");
    wire.server(bytes(line.substring(1_500) + "\n"));

    assertThat(new String(first, StandardCharsets.UTF_8) + wire.atClient())
        .hasSameSizeAs(line)
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1");
    assertThat(wire.atClient()).contains("duplicate_id");
    reportedOnce(ToolOutcome.Kind.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isReportedOnceIfTheSessionEndsInIt(boolean byTheServer) throws Exception {
    call(1);
    wire.server(bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":\"" + "y".repeat(5_000)));
    wire.clientStream().readNBytes(1_000); // so it has begun

    if (byTheServer) {
      wire.serverEnds();
    } else {
      wire.close();
    }

    wire.awaitEnd();
    reportedOnce(ToolOutcome.Kind.FAILED);
  }

  @Test
  void aLongRequestIsNotStreamed() {
    String request =
        Lines.request(
            4, "sampling/createMessage", "{\"messages\":[\"" + "y".repeat(5_000) + "\"]}");

    wire.server(request);

    assertThat(wire.atClient()).isEqualTo(request);
    assertThat(gate.asked).hasSize(1);
  }
}
