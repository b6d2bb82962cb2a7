// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are not forwarded over stdio, and their answers. */
@Timeout(60) // against a test that hangs
class StdioRefusalTest {
  private static final SessionLimits SMALL =
      new SessionLimits(4_000, 1_000, 10, 10, 1 << 20, 1 << 20);

  private final ScriptedGate gate = new ScriptedGate();
  private final SessionWire wire = new SessionWire(() -> gate, SMALL);

  @AfterEach
  void close() {
    wire.close();
  }

  private static byte[] bytes(String line) {
    return (line + '\n').getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String call(String arguments) {
    return Lines.call(7, "t", arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"t\":\"cut \\ud83d\"}",
        "{\"t\":\"\u00ff\"}",
        "{\"t\":NaN}",
        "{\"t\":1,\"t\":2}",
        "{\"t\":\"\u0001\"}",
        "{\"t\":01}"
      })
  void answersARefusedRequestUnderItsId(String arguments) {
    wire.client(bytes(call(arguments)));

    assertThat(wire.atClient()).contains("\"id\":7,").contains("\"code\":\"malformed\"");
    assertThat(wire.serverGetsNothingMore()).isTrue();
    assertThat(gate.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "2", ""})
  void answersARequestOfAnotherVersionUnderItsId(String version) {
    wire.client("{\"jsonrpc\":\"" + version + "\",\"id\":\"a\",\"method\":\"ping\"}");

    assertThat(wire.atClient()).contains("\"id\":\"a\",").contains("\"reason\":\"version\"");
  }

  @Test
  void answersAnOversizedRequestWhoseIdComesLast() {
    String big = "x".repeat(50_000);
    wire.client("{\"params\":{\"id\":1,\"a\":\"" + big + "\"},\"method\":\"ping\",\"id\":8}");
    wire.client("{\"id\":9,\"method\":\"ping\",\"params\":{\"a\":\"" + big + "\"}}");
    wire.client("{\"id\":9,\"method\":\"ping\",\"params\":{\"a\":\"" + big + "\"},\"id\":10}");

    assertThat(wire.atClient()).contains("\"id\":8,").contains("too_large");
    assertThat(wire.atClient()).contains("\"id\":9,").contains("too_large");
    assertThat(wire.atClient()).contains("\"id\":null,").contains("too_large");
    assertThat(wire.serverGetsNothingMore()).isTrue();
  }

  @Test
  void answersEachRequestOfABatchThatIsNotAllowed() {
    wire.client(
        "["
            + Lines.request(1, "ping", "{}")
            + ","
            + Lines.request("\"b\"", "ping", "{}")
            + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}]");

    assertThat(wire.atClient()).contains("\"id\":1,").contains("\"reason\":\"batch\"");
    assertThat(wire.atClient()).contains("\"id\":\"b\",").contains("\"reason\":\"batch\"");
    assertThat(wire.serverGetsNothingMore()).isTrue();
    assertThat(wire.atClient()).contains("probe");
  }

  @Test
  void answersNeitherNotificationsNorResponses() {
    wire.client("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{\"a\":NaN}}")
        .client("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"a\":NaN}}")
        .client("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":NaN}");

    assertThat(wire.serverGetsNothingMore()).isTrue();
    assertThat(wire.atClient()).contains("probe");
    assertThat(wire.session.dropped()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mean\":NaN}",
        "{\"t\":\"\\ud83d\"}",
        "{\"t\":\"\u00ff\"}",
        "{\"t\":1,\"t\":2}",
        "{\"t\":\"\u0001\"}"
      })
  void endsTheRequestWhoseAnswerCannotBeForwarded(String result) throws InterruptedException {
    wire.client(Lines.call(7, "t")).atServer();

    wire.server(bytes("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":" + result + "}"));

    assertThat(wire.atClient())
        .contains("\"id\":7,\"error\":")
        .contains("\"data\":{\"code\":\"no_answer\"}");
    assertThat(gate.reports.take())
        .isEqualTo(new ScriptedGate.Report("t", ToolOutcome.Kind.FAILED));
    wire.server(Lines.result(7)); // too late
    assertThat(wire.clientGetsNothingMore()).isTrue();
    wire.client(Lines.call(7, "again"));
    assertThat(wire.atServer()).contains("again");
  }

  @Test
  void endsTheRequestWhoseLongAnswerCannotBeForwarded() throws InterruptedException {
    String big = "y".repeat(10_000);
    wire.client(Lines.call(7, "t")).atServer();

    wire.server("{\"x\":\"" + big + "\",\"result\":{},\"jsonrpc\":\"2.0\",\"id\":7}");

    assertThat(wire.atClient()).contains("\"id\":7,\"error\":").contains("no_answer");
    assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void guessesNoRequestForAnAnswerWithoutAClearId() {
    wire.client(Lines.call(7, "t")).atServer();

    wire.server("{\"jsonrpc\":\"2.0\",\"id\":7,\"id\":8,\"result\":{}}")
        .server("{\"jsonrpc\":\"2.0\",\"result\":{\"id\":7,\"a\":NaN}}")
        .server("{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":{\"a\":NaN}}");

    assertThat(wire.clientGetsNothingMore()).isTrue();
    assertThat(wire.session.dropped()).isEqualTo(3);
    wire.server(Lines.result(7));
    assertThat(wire.atClient()).isEqualTo(Lines.result(7));
  }

  @Test
  void answersARequestOfTheServerThatCannotBeForwarded() {
    String big = "y".repeat(10_000);
    wire.server("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"roots/list\",\"params\":{\"a\":NaN}}");
    assertThat(wire.atServer()).contains("\"id\":3,\"error\":").contains("not_json");

    wire.server("{\"method\":\"roots/list\",\"params\":{\"a\":\"" + big + "\"},\"id\":4}");
    assertThat(wire.atServer()).contains("\"id\":4,\"error\":").contains("too_large");
    assertThat(wire.clientGetsNothingMore()).isTrue();
  }

  @Test
  void endsTheRequestOfTheServerWhoseAnswerCannotBeForwarded() {
    wire.server(Lines.request(3, "roots/list", "{}")).atClient();

    wire.client("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"a\":NaN}}");

    assertThat(wire.atServer()).contains("\"id\":3,\"error\":").contains("no_answer");
    assertThat(wire.serverGetsNothingMore()).isTrue();
  }

  @Test
  void sendsNoErrorUnderAnIdThatIsInUse() {
    gate.holding();
    wire.client(Lines.call(7, "slow"));
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(bytes(call("{\"a\":NaN}")));
    wire.client(both.toByteArray());

    assertThat(wire.atClient()).contains("\"id\":null,");
  }
}
