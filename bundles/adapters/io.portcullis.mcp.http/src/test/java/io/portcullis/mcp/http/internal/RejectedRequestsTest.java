// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are not forwarded over HTTP, and their answers. */
class RejectedRequestsTest {
  private static final String EVENTS = "text/event-stream";
  private static final String SESSION = "Mcp-Session-Id: s";

  private GatewayRig rig;

  @BeforeEach
  void open() throws IOException {
    rig =
        new GatewayRig(
            GatewayRig.limits(
                new HttpLimits(4_000, 1_000, 10, 10, 1 << 20, Duration.ofMinutes(15))));
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private void assertRefused(String body, String id, String reason) throws IOException {
    ClientStub.Whole reply = rig.post(body);
    assertThat(reply.status()).isEqualTo(400);
    JsonNode error = GatewayRig.json(reply.body());
    assertThat(error.path("id").toString()).as(body).isEqualTo(id);
    assertThat(error.path("error").path("data").path("reason").asText()).isEqualTo(reason);
    assertThat(rig.server.received).isEmpty();
    assertThat(rig.gate.asked).isEmpty();
  }

  @Test
  void refusedRequestHasItsIdInTheError() throws IOException {
    assertRefused(GatewayRig.call(7, "t", "{\"a\":NaN}"), "7", "not_json");
    assertRefused(GatewayRig.call(7, "t", "{\"a\":\"\\ud83d\"}"), "7", "lone_surrogate");
    assertRefused(GatewayRig.call(7, "t", "{\"a\":1,\"a\":2}"), "7", "duplicate_key");
    assertRefused('[' + GatewayRig.call(7, "t") + ']', "7", "batch");
    assertRefused("{\"id\":\"x\",\"method\":\"ping\"}", "\"x\"", "version");
  }

  @Test
  void refusedMessageWithoutOneClearIdHasNone() throws IOException {
    assertRefused("{\"id\":1,\"ID\":1,\"method\":\"m\"}", "null", "case_variant");
    assertRefused(
        '[' + GatewayRig.call(7, "t") + ',' + GatewayRig.call(8, "t") + ']', "null", "batch");
    assertRefused("{\"id\":7,\"result\":{\"a\":NaN}}", "null", "not_json");
    assertRefused(
        "{\"method\":\"notifications/x\",\"params\":{\"id\":7,\"a\":NaN}}", "null", "not_json");
  }

  @Test
  void oversizedRequestHasTheIdThatComesLast() throws IOException {
    String big = "x".repeat(10_000);
    assertRefused(
        "{\"params\":{\"id\":1,\"a\":\"" + big + "\"},\"method\":\"m\",\"id\":8}",
        "8",
        "too_large");
    assertRefused("{\"id\":9,\"params\":\"" + big + "\",\"method\":\"m\"}", "9", "too_large");
    assertThat(rig.gateway.gateway().budget().left()).isEqualTo(1 << 20);
  }

  @Test
  void requestFarBeyondTheLimitIsNotReadToItsEnd() throws IOException {
    assertRefused(
        "{\"id\":9,\"params\":\"" + "x".repeat(100_000) + "\",\"method\":\"m\"}",
        "null",
        "too_large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":NaN}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\"\\ud83d\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"result\":{}}"
      })
  void answerThatCannotBeForwardedEndsTheRequestAtOnce(String answer) throws IOException {
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS);
          r.wire().chunk("id: 5\ndata: " + answer + "\n\n"); // and the stream stays open
        });
    ClientStub client = rig.client().post(GatewayRig.CALL);

    assertThat(client.event())
        .startsWith("id: 5\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":")
        .contains("no_answer");
    assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.FAILED);

    rig.server.script(r -> r.wire().json(answer));
    ClientStub.Whole whole = rig.post(GatewayRig.CALL);
    assertThat(whole.status()).isEqualTo(502);
    assertThat(GatewayRig.json(whole.body()).path("id").asInt()).isEqualTo(1);
    assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void longAnswerThatCannotBeForwardedEndsTheRequestAtOnce() throws IOException {
    String big = "y".repeat(10_000);
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS);
          r.wire()
              .chunk(
                  "data: {\"x\":\"" + big + "\",\"result\":{},\"jsonrpc\":\"2.0\",\"id\":1}\n\n");
        });

    assertThat(rig.client().post(GatewayRig.CALL).event())
        .contains("\"id\":1,\"error\":")
        .contains("no_answer");
    assertThat(Await.next(rig.gate.reports).outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
  }

  @Test
  void requestOfTheServerThatCannotBeForwardedIsAnsweredToIt() throws IOException {
    rig.server.script(
        r -> {
          if (!r.body().contains("tools/call")) {
            r.wire().accepted();
            return;
          }
          r.wire().beginChunked(EVENTS, SESSION);
          r.wire()
              .chunk(
                  "id: 3\n"
                      + "data:"
                      + " {\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"roots/list\",\"params\":{\"a\":NaN}}\n\n");
        });

    assertThat(rig.client().post(GatewayRig.CALL).event()).isEqualTo("id: 3");
    Await.next(rig.server.received);
    assertThat(Await.next(rig.server.received).body())
        .contains("\"id\":9,\"error\":")
        .contains("not_json");
  }

  @Test
  void responseThatCannotBeForwardedEndsTheRequestOfTheServer() throws IOException {
    rig.server.script(
        r -> {
          if (!r.body().contains("tools/call")) {
            r.wire().accepted();
            return;
          }
          r.wire().beginChunked(EVENTS, SESSION);
          r.wire().chunk("data: {\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"roots/list\"}\n\n");
        });
    assertThat(rig.client().post(GatewayRig.CALL, rig.session("s")).event()).contains("roots/list");
    Await.next(rig.server.received);

    ClientStub.Whole reply =
        rig.post("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{\"a\":NaN}}", rig.session("s"));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(GatewayRig.json(reply.body()).path("id").isNull()).isTrue();
    assertThat(Await.next(rig.server.received).body())
        .contains("\"id\":9,\"error\":")
        .contains("no_answer");
  }
}
