// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session serves only the agent that it was given to. */
class SessionsTest {
  private static final String EVENTS = "text/event-stream";
  private static final String A = "Authorization: Bearer ta";
  private static final String B = "Authorization: Bearer tb";
  private static final String CANCEL =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";

  private GatewayRig rig;
  @TempDir private Path home;

  @AfterEach
  void close() throws IOException {
    if (rig != null) {
      rig.close();
    }
  }

  private static CallerAuthenticator tokens(String ofAlice, String ofBob) {
    return new CallerAuthenticator.Tokens(
        List.of(
            new CallerAuthenticator.Tokens.Token(AgentIdentity.of("alice"), digest(ofAlice)),
            new CallerAuthenticator.Tokens.Token(AgentIdentity.of("bob"), digest(ofBob))));
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void open() throws IOException {
    rig = new GatewayRig(GatewayRig.callers(tokens("ta", "tb")));
  }

  /** The server gives each client that initializes the session {@code of-alice}. */
  private void givingSessions() {
    rig.server.script(
        r ->
            r.wire()
                .answer(
                    200,
                    "application/json",
                    ServerStub.resultFor(r.body()),
                    "mcp-session-id: of-alice"));
  }

  /** The header of a session that alice has begun. */
  private String sessionOfAlice() throws IOException {
    givingSessions();
    String id = rig.post(GatewayRig.request(0, "initialize"), A).head().header("mcp-session-id");
    Await.next(rig.server.received);
    assertThat(id).matches("[\\x21-\\x7E]+").doesNotContain("of-alice");
    return "Mcp-Session-Id: " + id;
  }

  @Test
  void agentUsesItsSessionAndTheServerSeesItsOwnId() throws IOException {
    open();
    String session = sessionOfAlice();
    assertThat(rig.post(GatewayRig.CALL, A, session).body()).contains("\"done\"");
    assertThat(Await.next(rig.server.received).header("mcp-session-id")).isEqualTo("of-alice");
    rig.server.script(r -> r.wire().answer(200, "", ""));
    assertThat(rig.client().send("DELETE", "", A, session).whole().status()).isEqualTo(200);
    assertThat(Await.next(rig.server.received).header("mcp-session-id")).isEqualTo("of-alice");
  }

  private static Stream<String> messages() {
    return Stream.of(
        GatewayRig.CALL,
        GatewayRig.request(1, "ping"),
        GatewayRig.request(1, "initialize"),
        CANCEL,
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}");
  }

  @Test
  void otherAgentFindsNoSuchSessionWhateverItSends() throws IOException {
    open();
    String session = sessionOfAlice();
    for (String message : messages().toList()) {
      assertThat(rig.post(message, B, session).status()).as(message).isEqualTo(404);
    }
    for (String method : List.of("GET", "DELETE")) {
      for (String more : List.of("X-No: 1", "Last-Event-ID: 3")) {
        assertThat(
                rig.client()
                    .send(method, "", B, session, "Accept: " + EVENTS, more)
                    .whole()
                    .status())
            .as(method)
            .isEqualTo(404);
      }
    }
    assertThat(rig.server.received).isEmpty();
    assertThat(rig.gate.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"of-alice", "", "p1.", "p1.AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "p2.x", "\u00e9"})
  void unknownSessionIsA404AndNotForwarded(String id) throws IOException {
    open();
    sessionOfAlice();
    ClientStub.Whole reply = rig.post(GatewayRig.CALL, A, "Mcp-Session-Id: " + id);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).contains("the session does not exist");
    assertThat(rig.server.received).isEmpty();
  }

  @Test
  void refusesASessionWithoutAToken() throws IOException {
    open();
    String session = sessionOfAlice();
    assertThat(rig.post(GatewayRig.CALL, session).status()).isEqualTo(401);
    assertThat(rig.server.received).isEmpty();
  }

  private HttpGateway gateway(Path key, CallerAuthenticator callers, String serverName)
      throws IOException {
    return HttpGateway.open(
        GatewayRig.named(
            GatewayRig.keyed(
                GatewayRig.callers(callers).apply(GatewayRig.settings(rig.server.uri())), key),
            serverName),
        () -> rig.gate,
        () -> null,
        () -> null,
        rig.nanos::get);
  }

  private static ClientStub.Whole post(HttpGateway gateway, String... headers) throws IOException {
    try (ClientStub client = new ClientStub(gateway.port()).post(GatewayRig.CALL, headers)) {
      return client.whole();
    }
  }

  @Test
  void sessionHoldsOverARestartAndANewTokenOfItsAgent() throws IOException {
    rig = new GatewayRig();
    givingSessions();
    Path key = home.resolve("key");
    String session;
    try (HttpGateway first = gateway(key, tokens("ta", "tb"), "files")) {
      session = "Mcp-Session-Id: " + post(first, A).head().header("mcp-session-id");
    }
    try (HttpGateway second = gateway(key, tokens("ta2", "tb"), "files")) {
      assertThat(post(second, "Authorization: Bearer ta2", session).status()).isEqualTo(200);
      assertThat(post(second, B, session).status()).isEqualTo(404);
      assertThat(post(second, A, session).status()).isEqualTo(401);
    }
    try (HttpGateway other = gateway(key, tokens("ta", "tb"), "mail")) {
      assertThat(post(other, A, session).status()).as("of another server").isEqualTo(404);
    }
    Files.delete(key);
    try (HttpGateway third = gateway(key, tokens("ta", "tb"), "files")) {
      assertThat(post(third, A, session).status()).as("its key is lost").isEqualTo(404);
    }
  }

  @Test
  void gatewayWhoseKeyIsDamagedDoesNotOpen() throws IOException {
    rig = new GatewayRig();
    Path key = Files.writeString(home.resolve("key"), "x");
    assertThatThrownBy(() -> gateway(key, tokens("ta", "tb"), "files"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("session key");
  }

  @Test
  void agentOfAHeaderOwnsItsSessionToo() throws IOException {
    rig = new GatewayRig(GatewayRig.callers(new CallerAuthenticator.Named("X-Agent")));
    assertThat(rig.post(GatewayRig.CALL, "X-Agent: bob", rig.session("s", "alice")).status())
        .isEqualTo(404);
    assertThat(rig.post(GatewayRig.CALL, "X-Agent: alice", rig.session("s", "alice")).status())
        .isEqualTo(200);
  }

  @Test
  void clientsOfOneFixedAgentShareItsSessions() throws IOException {
    rig = new GatewayRig();
    assertThat(rig.post(GatewayRig.CALL, rig.session("s")).status()).isEqualTo(200);
    assertThat(rig.post(GatewayRig.CALL, rig.session("s", "other")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 400, 404, 500})
  void serversSessionIdReachesNoClientWithAnyStatus(int status) throws IOException {
    open();
    rig.server.script(r -> r.wire().answer(status, "text/plain", "no", "Mcp-Session-Id: of-alice"));
    ClientStub.Whole reply = rig.post(GatewayRig.CALL, A);
    assertThat(reply.head().headers().toString()).doesNotContain("of-alice");
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS, "Mcp-Session-Id: of-alice");
          r.wire().endChunks();
        });
    reply = rig.client().send("GET", "", A, "Accept: " + EVENTS).whole();
    assertThat("Mcp-Session-Id: " + reply.head().header("mcp-session-id"))
        .isEqualTo(rig.session("of-alice", "alice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "\u00e9", "", "a\r\nMcp-Session-Id: b"})
  void idOfTheServerThatBreaksTheRulesIsLeftOut(String id) throws IOException {
    open();
    rig.server.script(
        r ->
            r.wire()
                .answer(
                    200,
                    "application/json",
                    ServerStub.resultFor(r.body()),
                    "Mcp-Session-Id: " + id));
    ClientStub.Whole reply = rig.post(GatewayRig.CALL, A);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.head().headers()).doesNotContainKey("mcp-session-id");
  }

  @Test
  void cancellationWithoutASessionCancelsNoCall() throws IOException {
    open();
    var stages = rig.gate.holding();
    ClientStub first = rig.client().post(GatewayRig.CALL, A);
    CompletableFuture<ToolGate.Decision> stage = Await.next(stages);
    for (String who : List.of(A, B)) { // another client of alice counts from 1 as well
      assertThat(rig.post(CANCEL, who).status()).isEqualTo(202);
    }
    stage.complete(ScriptedGate.allow(Await.next(rig.gate.asked)));
    assertThat(first.whole().body()).contains("\"done\"");
    assertThat(rig.server.count("cancelled")).isZero();
  }

  @Test
  void cancellationWithoutASessionIsNotPassedOnWhileTheServerWorks() throws IOException {
    open();
    CompletableFuture<Void> more = new CompletableFuture<>();
    rig.server.script(
        r -> {
          more.join();
          r.wire().json(ServerStub.resultFor(r.body()));
        });
    ClientStub first = rig.client().post(GatewayRig.CALL, A);
    Await.next(rig.server.received);
    assertThat(rig.post(CANCEL, A).status()).isEqualTo(202);
    more.complete(null);
    assertThat(first.whole().body()).contains("\"done\"");
    assertThat(rig.server.count("cancelled")).isZero();
  }

  @Test
  void cancellationInASessionDropsOnlyItsOwnCall() throws IOException {
    open();
    var stages = rig.gate.holding();
    ClientStub inOne = rig.client().post(GatewayRig.CALL, A, rig.session("one", "alice"));
    CompletableFuture<ToolGate.Decision> stage = Await.next(stages);
    Await.next(rig.gate.asked);
    ClientStub inTwo = rig.client().post(GatewayRig.CALL, A, rig.session("two", "alice"));
    CompletableFuture<ToolGate.Decision> other = Await.next(stages);
    assertThat(rig.post(CANCEL, B, rig.session("one", "alice")).status()).isEqualTo(404);
    assertThat(rig.post(CANCEL, A, rig.session("one", "alice")).status()).isEqualTo(202);
    assertThat(inOne.whole().status()).isEqualTo(202);
    Await.until("the question is withdrawn", stage::isCancelled);
    other.complete(ScriptedGate.allow(Await.next(rig.gate.asked)));
    assertThat(inTwo.whole().body()).contains("\"done\"");
    assertThat(rig.server.executions()).isEqualTo(1);
    assertThat(rig.server.count("cancelled")).isZero();
  }

  @Test
  void streamWithoutASessionIsResumedByItsAgentAlone() throws IOException {
    open();
    rig.server.script(
        r -> {
          r.wire().beginChunked(EVENTS);
          r.wire().chunk("id: 7\ndata:\n\nid:\ndata:\n\n");
          r.wire().endChunks();
        });
    ClientStub client = rig.client().send("GET", "", A, "Accept: " + EVENTS);
    String place = client.event().lines().findFirst().orElseThrow().substring("id: ".length());
    assertThat(place).isNotEqualTo("7");
    assertThat(client.event()).as("no place is kept as it is").startsWith("id:").hasLineCount(2);
    Await.next(rig.server.received);
    for (String id : List.of("7", place + "x", "")) {
      assertThat(resume(A, id)).as(id).isEqualTo(400);
    }
    assertThat(resume(B, place)).isEqualTo(400);
    assertThat(rig.server.received).isEmpty();
    assertThat(resume(A, place)).isEqualTo(200);
    assertThat(Await.next(rig.server.received).header("last-event-id")).isEqualTo("7");
  }

  private int resume(String who, String place) throws IOException {
    return rig.client()
        .send("GET", "", who, "Accept: " + EVENTS, "Last-Event-ID: " + place)
        .head()
        .status();
  }
}
