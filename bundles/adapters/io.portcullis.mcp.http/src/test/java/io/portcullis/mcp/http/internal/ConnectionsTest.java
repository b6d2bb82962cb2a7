// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate.Decision;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import io.portcullis.mcp.http.internal.config.GatewaySettings;
import io.portcullis.mcp.http.internal.connection.Peer;
import io.portcullis.mcp.http.internal.limit.ConnectionLimits;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many, slow and greedy clients, on real sockets: nobody keeps the others out. */
class ConnectionsTest {
  private static final Duration HEAD = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int RATE = 10;
  private static final int IN_WINDOW = 100;
  private static final String A = "Authorization: Bearer ta";
  private static final String B = "Authorization: Bearer tb";

  private GatewayRig rig;
  private final List<ClientStub> clients = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (ClientStub client : clients) {
      client.close();
    }
    if (rig != null) {
      rig.close();
    }
  }

  private static UnaryOperator<GatewaySettings> connections(int total, int perPeer) {
    return GatewayRig.connections(new ConnectionLimits(total, perPeer, HEAD, WINDOW, RATE, 2));
  }

  private static UnaryOperator<GatewaySettings> twoAgents(HttpLimits limits) {
    CallerAuthenticator callers =
        new CallerAuthenticator.Tokens(List.of(token("alice", "ta"), token("bob", "tb")));
    return s ->
        GatewayRig.limits(limits)
            .apply(GatewayRig.callers(callers).apply(connections(100, 100).apply(s)));
  }

  private static CallerAuthenticator.Tokens.Token token(String agent, String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return new CallerAuthenticator.Tokens.Token(
          AgentIdentity.of(agent), HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpLimits limits(int maxWaiting, int maxOpen, long maxHeld) {
    HttpLimits d = HttpLimits.DEFAULT;
    return new HttpLimits(
        d.maxMessageBytes(), d.maxWholeAnswerBytes(), maxWaiting, maxOpen, maxHeld, d.maxIdle());
  }

  private ClientStub connect() throws IOException {
    int before = rig.gateway.connections().accepted();
    ClientStub client = rig.client();
    Await.until("the connection", () -> rig.gateway.connections().accepted() == before + 1);
    return client;
  }

  private static boolean isClosed(ClientStub client) {
    try {
      return client.socket().getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private int count() {
    return rig.gateway.connections().count();
  }

  private ClientStub waiting(
      BlockingQueue<CompletableFuture<Decision>> stages, int id, String... headers)
      throws IOException {
    ClientStub client = connect().post(GatewayRig.call(id, "shell"), headers);
    Await.next(stages);
    return client;
  }

  @Test
  void silentConnectionsAreClosedForOneWithARequest() throws IOException {
    rig = new GatewayRig(connections(3, 3));
    ClientStub first = connect();
    ClientStub second = connect();
    ClientStub third = connect();
    for (int id = 1; id <= 2; id++) {
      assertThat(rig.post(GatewayRig.call(id, "shell")).body()).contains("\"done\"");
    }
    assertThat(isClosed(first)).isTrue();
    assertThat(third.post(GatewayRig.call(3, "shell")).whole().body()).contains("\"done\"");
    assertThat(second.socket().isClosed()).isFalse();
  }

  @Test
  void unauthenticatedConnectionsAreClosedBeforeIdleAgents() throws IOException {
    rig = new GatewayRig(connections(3, 3));
    ClientStub agent = connect().post(GatewayRig.call(1, "shell"));
    assertThat(agent.whole().status()).isEqualTo(200);
    rig.untilEmpty();
    List<ClientStub> strangers = new ArrayList<>();
    for (int n = 0; n < 10; n++) {
      strangers.add(connect());
    }
    for (ClientStub gone : strangers.subList(0, 8)) {
      assertThat(isClosed(gone)).isTrue();
    }
    assertThat(count()).isEqualTo(3);
    assertThat(agent.post(GatewayRig.call(2, "shell")).whole().body()).contains("\"done\"");
  }

  @Test
  void connectionIsRefusedOnlyWhileEveryPlaceHasARequest() throws IOException {
    rig = new GatewayRig(connections(2, 2));
    var stages = rig.gate.holding();
    ClientStub first = connect().post(GatewayRig.call(1, "shell"));
    CompletableFuture<Decision> stage = Await.next(stages);
    ClientStub second = waiting(stages, 2);
    assertThat(isClosed(rig.client())).isTrue();
    assertThat(count()).isEqualTo(2);
    stage.complete(ScriptedGate.deny(Await.next(rig.gate.asked)));
    assertThat(first.whole().body()).contains("\"denied\"");
    Await.until("one request left", () -> rig.gateway.gateway().open() == 1);
    ClientStub third = waiting(stages, 3);
    assertThat(isClosed(first)).as("it rested").isTrue();
    assertThat(third.socket().isClosed() || second.socket().isClosed()).isFalse();
    assertThat(count()).isEqualTo(2);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only there the loopback has many addresses")
  void addressThatHasAllItsPlacesKeepsNoOtherOut() throws IOException {
    rig = new GatewayRig(connections(4, 2));
    var stages = rig.gate.holding();
    waiting(stages, 1);
    waiting(stages, 2);
    assertThat(isClosed(rig.client())).isTrue();
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress("127.0.0.2", 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.gateway.port()));
    ClientStub other = new ClientStub(socket);
    clients.add(other);
    other.post(GatewayRig.call(3, "shell"));
    Await.next(stages);
    assertThat(rig.gateway.connections().count(new Peer("127.0.0.1"))).isEqualTo(2);
    assertThat(rig.gateway.connections().count(new Peer("127.0.0.2"))).isEqualTo(1);
    other.close();
    rig.close();
    Await.until("the end of all connections", () -> count() == 0);
    assertThat(rig.gateway.connections().count(new Peer("127.0.0.1"))).isZero();
  }

  @Test
  void headHasItsTimeAndNoMore() throws IOException {
    rig = new GatewayRig(connections(9, 9));
    ClientStub silent = connect();
    ClientStub dribbling = connect();
    dribbling.raw("POST /mcp HTTP/1.1\r\nX-".getBytes(StandardCharsets.US_ASCII));
    for (int n = 0; n < 5; n++) {
      rig.pass(HEAD.dividedBy(5));
      dribbling.raw("x".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(count()).isEqualTo(2);
    rig.pass(Duration.ofNanos(1));
    assertThat(count()).isZero();
    assertThat(isClosed(silent)).isTrue();
    assertThat(isClosed(dribbling)).isTrue();
    assertThat(rig.server.received).isEmpty();
  }

  @Test
  void agentMayRestButItsNextHeadHasTheSameTime() throws IOException {
    rig = new GatewayRig(connections(9, 9));
    ClientStub agent = connect().post(GatewayRig.CALL);
    agent.whole();
    rig.untilEmpty();
    rig.pass(HttpLimits.DEFAULT.maxIdle());
    assertThat(count()).isEqualTo(1);
    agent.raw("P".getBytes(StandardCharsets.US_ASCII));
    Await.until(
        "the first byte",
        () -> {
          rig.pass(Duration.ZERO);
          return rig.gateway.connections().heads() == 1;
        });
    rig.pass(HEAD);
    assertThat(count()).isEqualTo(1);
    rig.pass(Duration.ofNanos(1));
    assertThat(isClosed(agent)).isTrue();
  }

  @Test
  void agentThatRestsForTooLongIsClosed() throws IOException {
    rig = new GatewayRig(connections(9, 9));
    ClientStub agent = connect().post(GatewayRig.CALL);
    agent.whole();
    rig.untilEmpty();
    rig.pass(HttpLimits.DEFAULT.maxIdle().plusNanos(1));
    assertThat(isClosed(agent)).isTrue();
    assertThat(count()).isZero();
  }

  private ClientStub body(int announced, String... headers) throws IOException {
    StringBuilder head =
        new StringBuilder("POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Host: 127.0.0.1:").append(rig.gateway.port()).append("\r\n");
    head.append("Content-Length: ").append(announced).append("\r\n\r\n");
    ClientStub client = connect().raw(head.toString().getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private void untilHeld(long bytes) {
    Await.until(
        "the bytes of bodies",
        () ->
            rig.gateway.gateway().budget().left()
                == rig.gateway.gateway().limits().maxHeldBytes() - bytes);
  }

  private static byte[] blanks(int number) {
    return " ".repeat(number).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void bodyThatIsJustFastEnoughGoesOnAndOneByteLessIsCut() throws IOException {
    rig = new GatewayRig(connections(9, 9));
    ClientStub client = body(1_000);
    Await.until("its request", () -> rig.gateway.gateway().open() == 1);
    client.raw(blanks(IN_WINDOW));
    untilHeld(IN_WINDOW);
    rig.pass(WINDOW.minusNanos(1));
    rig.pass(Duration.ofNanos(1));
    assertThat(count()).isEqualTo(1);
    client.raw(blanks(IN_WINDOW - 1));
    untilHeld(2 * IN_WINDOW - 1);
    rig.pass(WINDOW.minusNanos(1));
    assertThat(count()).isEqualTo(1);
    rig.pass(Duration.ofNanos(1));
    assertThat(isClosed(client)).isTrue();
    untilHeld(0);
    Await.until("the end of its request", () -> rig.gateway.gateway().open() == 0);
    assertThat(rig.server.received).isEmpty();
  }

  @Test
  void burstBuysNoTimeForTheRest() throws IOException {
    rig = new GatewayRig(connections(9, 9));
    ClientStub client = body(1 << 20);
    client.raw(blanks((1 << 20) - 1));
    untilHeld((1 << 20) - 1);
    rig.pass(WINDOW);
    assertThat(count()).isEqualTo(1);
    rig.pass(WINDOW);
    assertThat(isClosed(client)).isTrue();
    untilHeld(0);
  }

  @Test
  void byteEveryThreeSecondsIsCut() throws IOException {
    rig = new GatewayRig(connections(9, 9));
    ClientStub client = body(GatewayRig.CALL.length());
    int sent = 0;
    while (count() == 1) {
      client.raw(GatewayRig.CALL.substring(sent, sent + 1).getBytes(StandardCharsets.US_ASCII));
      sent++;
      int held = sent;
      Await.until("the byte", () -> count() == 0 || held(held));
      rig.pass(Duration.ofSeconds(3));
    }
    assertThat(sent).isLessThanOrEqualTo(8);
    assertThat(isClosed(client)).isTrue();
    assertThat(rig.gate.asked).isEmpty();
    assertThat(rig.server.received).isEmpty();
  }

  private boolean held(int bytes) {
    return rig.gateway.gateway().budget().left() <= HttpLimits.DEFAULT.maxHeldBytes() - bytes;
  }

  @Test
  void waitingCallIsNotHurriedByWhatItsBodyTook() throws IOException {
    rig = new GatewayRig(connections(9, 9));
    var stages = rig.gate.holding();
    ClientStub client = connect().post(GatewayRig.CALL);
    CompletableFuture<Decision> stage = Await.next(stages);
    for (int n = 0; n < 5; n++) {
      rig.pass(WINDOW.plusSeconds(1));
    }
    stage.complete(ScriptedGate.allow(Await.next(rig.gate.asked)));
    assertThat(client.whole().body()).contains("\"done\"");
  }

  @Test
  void unfinishedBodiesOfOneAgentLeaveMemoryForAnother() throws IOException {
    rig = new GatewayRig(twoAgents(limits(100, 100, 2 << 20)));
    List<ClientStub> hog = new ArrayList<>();
    int half = (1 << 19) - 4_096;
    for (int n = 0; n < 5; n++) {
      ClientStub client = body((1 << 20) + 1, A);
      client.raw(blanks(n < 2 ? half : 4_096));
      hog.add(client);
      if (n < 2) { // a body that finds no room gives back all that it held
        untilHeld((n + 1) * (long) half);
      }
    }
    String large = GatewayRig.call(1, "shell", "{\"t\":\"" + "x".repeat(400_000) + "\"}");
    assertThat(rig.gateway.gateway().budget().reservation(AgentIdentity.of("alice")).take(20_000))
        .isFalse();
    assertThat(rig.post(large, B).body()).contains("\"done\"");
    assertThat(rig.post(GatewayRig.CALL, B).body()).contains("\"done\"");
    for (ClientStub client : hog) {
      client.close();
    }
    untilHeld(0);
    assertThat(rig.post(large, A).body()).contains("\"done\"");
  }

  @Test
  void unfinishedBodiesLeaveMemoryForSmallMessagesOfOneAgent() throws IOException {
    UnaryOperator<GatewaySettings> small = GatewayRig.limits(limits(100, 100, 2 << 20));
    rig = new GatewayRig(s -> small.apply(connections(100, 100).apply(s)));
    int held = 0;
    for (int n = 0; n < 5; n++) {
      body((1 << 20) + 1).raw(blanks((1 << 20) >> n));
      held += (1 << 20) >> n;
      untilHeld(held);
    }
    assertThat(rig.post(GatewayRig.CALL).body()).contains("\"done\"");
  }

  @Test
  void openRequestsOfOneAgentLeavePlacesForAnother() throws IOException {
    rig = new GatewayRig(twoAgents(limits(100, 4, 2 << 20)));
    var stages = rig.gate.holding();
    waiting(stages, 1, A);
    waiting(stages, 2, A);
    assertThat(rig.post(GatewayRig.call(3, "shell"), A).status()).isEqualTo(503);
    waiting(stages, 4, B);
    assertThat(rig.post(GatewayRig.call(5, "shell"), B).status()).isEqualTo(503);
    assertThat(rig.gateway.gateway().open()).isEqualTo(3);
  }

  @Test
  void waitingCallsOfOneAgentLeaveRoomForAnother() throws IOException {
    rig = new GatewayRig(twoAgents(limits(4, 100, 2 << 20)));
    var stages = rig.gate.holding();
    waiting(stages, 1, A);
    waiting(stages, 2, A);
    assertThat(rig.post(GatewayRig.call(3, "shell"), A).body()).contains("\"busy\"");
    waiting(stages, 4, B);
    assertThat(rig.gateway.gateway().pendingRequests().waiting()).isEqualTo(3);
    assertThat(rig.server.executions()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void heldResultsOfOneAgentLeaveRoomForAnother(boolean events) throws IOException {
    UnaryOperator<GatewaySettings> decided =
        GatewayRig.answers(new GatewaySettings.Answers(true, false, false));
    rig = new GatewayRig(s -> decided.apply(twoAgents(limits(100, 100, 2 << 20)).apply(s)));
    var stages = new LinkedBlockingQueue<CompletableFuture<Decision>>();
    rig.gate.script(
        call -> {
          CompletableFuture<Decision> stage = new CompletableFuture<>();
          if (call.action() == ActionType.TOOL_RESULT) {
            stages.add(stage);
          } else {
            stage.complete(ScriptedGate.allow(call));
          }
          return stage;
        });
    String result = "{\"text\":\"" + "x".repeat(300_000) + "\"}";
    rig.server.script(
        r -> {
          String answer = ServerStub.resultFor(r.body()).replace("{\"done\":true}", result);
          if (events) {
            r.wire().beginChunked("text/event-stream");
            r.wire().chunk("data: " + answer + "\n\n");
            r.wire().endChunks();
          } else {
            r.wire().json(answer);
          }
        });
    int held = 0;
    while (held < 10) {
      ClientStub client = connect().post(GatewayRig.call(held, "shell"), A);
      int before = held;
      Await.until("a decision, or none", () -> stages.size() > before || isRefused(before));
      if (stages.size() == before) {
        assertThat(client.whole().body()).contains("\"answers_busy\"");
        break;
      }
      held++;
    }
    assertThat(held).as("results of alice").isBetween(1, 4);
    connect().post(GatewayRig.call(1, "shell"), B);
    int ofAlice = held;
    Await.until("the result of bob is asked about", () -> stages.size() == ofAlice + 1);
  }

  private boolean isRefused(int held) {
    return rig.gate.reports.size() > held && rig.gateway.gateway().open() == held;
  }

  @Test
  void bodyWithoutATokenIsNotRead() throws IOException {
    rig = new GatewayRig(twoAgents(HttpLimits.DEFAULT));
    for (String header : List.of("X-No: 1", "Authorization: Bearer tx")) {
      ClientStub client = body(15 << 20, header);
      assertThat(client.head().status()).isEqualTo(401);
      assertThat(rig.gateway.gateway().budget().left())
          .isEqualTo(HttpLimits.DEFAULT.maxHeldBytes());
      assertThat(rig.gateway.gateway().open()).isZero();
    }
    Await.until(
        "the end of both connections",
        () -> {
          rig.pass(HEAD.plusNanos(1));
          return count() == 0;
        });
  }

  @Test
  void guessedTokensAreDelayedAndReported() throws IOException {
    rig = new GatewayRig(twoAgents(HttpLimits.DEFAULT));
    EventLog events = new EventLog();
    rig.records = events;
    for (int n = 0; n < 2; n++) {
      assertThat(rig.post(GatewayRig.CALL, "Authorization: Bearer guess" + n).status())
          .isEqualTo(401);
    }
    ClientStub.Whole third = rig.post(GatewayRig.CALL, "Authorization: Bearer guess3");
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.head().header("retry-after")).isEqualTo("60");
    assertThat(third.head().header("connection")).isEqualTo("close");
    assertThat(rig.post(GatewayRig.CALL).status()).as("no token is no guess").isEqualTo(401);
    assertThat(rig.post(GatewayRig.CALL, A).body()).as("a good token").contains("\"done\"");
    rig.pass(Duration.ofSeconds(1));
    assertThat(events.all())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("token_refused");
              assertThat(event.attributes())
                  .containsEntry("count", "3")
                  .containsEntry("peer", "127.0.0.1");
              assertThat(event.toString()).doesNotContain("guess");
            });
    rig.pass(Duration.ofSeconds(59));
    assertThat(rig.post(GatewayRig.CALL, "Authorization: Bearer guess4").status()).isEqualTo(401);
    rig.gateway.close();
    assertThat(events.all()).hasSize(2);
  }
}
