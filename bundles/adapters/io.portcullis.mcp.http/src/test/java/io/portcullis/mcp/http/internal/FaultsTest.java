// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate.Decision;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Either side goes at any moment, is silent, slow or many: nothing is left, nobody else suffers.
 */
class FaultsTest {
  private static final String EVENTS = "text/event-stream";
  private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"done\":true}}";
  private static final int LONG = HttpLimits.DEFAULT.maxWholeAnswerBytes() + 100_000;

  private GatewayRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new GatewayRig();
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  /** Who goes. */
  enum Party {
    CLIENT,
    SERVER,
    GATEWAY
  }

  /** How far the exchange has come. */
  enum Moment {
    WAITING,
    SENT,
    HEAD,
    PART_OF_A_TEXT,
    PART_OF_A_LONG_TEXT,
    HEAD_OF_EVENTS,
    PART_OF_AN_EVENT,
    PART_OF_A_LONG_EVENT,
    BETWEEN_EVENTS;

    /** Brings the server's answer so far. */
    void bring(ServerStub.Wire wire) throws IOException {
      String begin = RESULT.substring(0, 30);
      String open = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"" + "x".repeat(LONG);
      switch (this) {
        case WAITING, SENT -> {}
        case HEAD -> wire.beginChunked(ClientResponse.JSON);
        case PART_OF_A_TEXT -> {
          wire.beginChunked(ClientResponse.JSON);
          wire.chunk(begin);
        }
        case PART_OF_A_LONG_TEXT -> {
          wire.beginChunked(ClientResponse.JSON);
          wire.chunk(open);
        }
        case HEAD_OF_EVENTS -> wire.beginChunked(EVENTS);
        case PART_OF_AN_EVENT -> {
          wire.beginChunked(EVENTS);
          wire.chunk("data: " + begin);
        }
        case PART_OF_A_LONG_EVENT -> {
          wire.beginChunked(EVENTS);
          wire.chunk("data: " + open);
        }
        case BETWEEN_EVENTS -> {
          wire.beginChunked(EVENTS);
          wire.chunk(
              "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{}}\n\n");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void partyThatLeavesAtAnyMomentLeavesNothingBehind(Party party) throws IOException {
    for (Moment moment : Moment.values()) {
      if (party == Party.SERVER && moment == Moment.WAITING) {
        continue; // it knows nothing of the call yet
      }
      try (GatewayRig one = new GatewayRig()) {
        leaves(one, party, moment);
      }
    }
  }

  private static void leaves(GatewayRig rig, Party party, Moment moment) throws IOException {
    String what = party + " at " + moment;
    LinkedBlockingQueue<CompletableFuture<Decision>> waiting =
        moment == Moment.WAITING ? rig.gate.holding() : new LinkedBlockingQueue<>();
    LinkedBlockingQueue<ServerStub.Wire> wires = new LinkedBlockingQueue<>();
    rig.server.script(
        r -> {
          moment.bring(r.wire());
          wires.add(r.wire());
        });
    try (ClientStub client = rig.client().post(GatewayRig.CALL)) {
      ToolCall asked = Await.next(rig.gate.asked);
      ServerStub.Wire wire = moment == Moment.WAITING ? null : Await.next(wires);
      switch (party) {
        case CLIENT -> client.close();
        case SERVER -> wire.cut();
        case GATEWAY -> rig.gateway.gateway().close();
      }
      if (party != Party.CLIENT) {
        told(client);
      }
      rig.untilEmpty();
      if (wire == null) {
        // The exchange may end while its question is still being asked, which is then withdrawn.
        CompletableFuture<Decision> question = Await.next(waiting);
        Await.until("the withdrawal, " + what, question::isCancelled);
        assertThat(question.complete(ScriptedGate.allow(asked))).as(what).isFalse();
        assertThat(rig.server.executions()).as(what).isZero();
      } else {
        assertThat(rig.server.executions()).as(what).isEqualTo(1);
        Await.next(rig.gate.reports);
        if (party != Party.SERVER) {
          assertThat(wire.cutByPeer()).as(what).isTrue();
        }
      }
      rig.untilWaiting(0);
      assertThat(rig.gateway.gateway().budget().left())
          .as(what)
          .isEqualTo(HttpLimits.DEFAULT.maxHeldBytes());
    }
  }

  /** The client has an error, or sees that this is no proper end; it never waits for ever. */
  private static void told(ClientStub client) {
    try {
      assertThat(client.whole().body()).doesNotContain("\"done\"");
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("cut|no reply|Connection reset.*");
    }
  }

  @Test
  void thousandCallsWaitWithoutAThread() throws IOException {
    LinkedBlockingQueue<CompletableFuture<Decision>> stages = rig.gate.holding();
    rig.client().post(GatewayRig.call(1_000, "shell"));
    rig.untilWaiting(1);
    int before = ManagementFactory.getThreadMXBean().getThreadCount();
    List<ClientStub> clients = new ArrayList<>();
    for (int n = 0; n < 999; n++) {
      clients.add(rig.client().post(GatewayRig.call(n, "shell")));
    }
    rig.untilWaiting(1_000);
    int more = ManagementFactory.getThreadMXBean().getThreadCount() - before;
    assertThat(more).as("threads for 999 calls more").isLessThan(30);
    assertThat(rig.server.executions()).isZero();
    for (int n = 0; n < 1_000; n++) {
      Await.next(stages).complete(ScriptedGate.deny(Await.next(rig.gate.asked)));
    }
    for (ClientStub client : clients) {
      assertThat(client.whole().body()).contains("\"denied\"");
    }
    assertThat(rig.server.executions()).isZero();
  }

  /** What is under way between the two, the buffers of four sockets included, stays bounded. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longResponsePassesInBoundedMemory(boolean events) throws IOException {
    int piece = 1 << 20;
    int pieces = Boolean.getBoolean("portcullis.exhaustive") ? 100 : 50;
    int bound = 40 << 20;
    AtomicLong written = new AtomicLong();
    String text = "x".repeat(piece);
    rig.server.script(
        r -> {
          r.wire().beginChunked(events ? EVENTS : ClientResponse.JSON);
          String begin = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"";
          r.wire().chunk(events ? "data: " + begin : begin);
          for (int n = 0; n < pieces; n++) {
            r.wire().chunk(text);
            written.addAndGet(piece);
          }
          r.wire().chunk(events ? "\"}}\n\n" : "\"}}");
          r.wire().endChunks();
        });
    ClientStub client = rig.client().post(GatewayRig.CALL);
    long read = 0;
    for (int b = client.next(); b >= 0; b = client.next()) {
      read++;
      if (read % 65_536 == 0) {
        assertThat(written.get() - read).as("bytes under way").isLessThan(bound);
      }
    }
    assertThat(read).isGreaterThan((long) pieces * piece);
    rig.untilEmpty();
  }

  /** One connection of the server is never read, another one never answered. */
  @Test
  void silentServerDoesNotAffectOthers() throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    List<Socket> unread = new ArrayList<>();
    ServerSocket listener =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress()) {
          @Override
          public Socket accept() throws IOException {
            Socket socket = super.accept();
            if (accepted.getAndIncrement() == 0) {
              unread.add(socket);
              socket = super.accept();
            }
            return socket;
          }
        };
    CompletableFuture<Void> never = new CompletableFuture<>();
    try (ServerStub server = new ServerStub(listener);
        HttpGateway gateway =
            HttpGateway.open(
                GatewayRig.settings(server.uri()),
                () -> rig.gate,
                () -> null,
                () -> null,
                System::nanoTime)) {
      server.script(
          r -> {
            if (r.body().contains("silent")) {
              never.join();
            }
            r.wire().json(ServerStub.resultFor(r.body()));
          });
      String large = "{\"text\":\"" + "x".repeat(15 << 20) + "\"}";
      try (ClientStub first =
              new ClientStub(gateway.port()).post(GatewayRig.call(1, "large", large));
          ClientStub second = new ClientStub(gateway.port()).post(GatewayRig.call(2, "silent"))) {
        Await.next(server.received);
        for (int n = 3; n < 20; n++) {
          try (ClientStub other =
              new ClientStub(gateway.port()).post(GatewayRig.call(n, "shell"))) {
            assertThat(other.whole().body()).contains("\"done\"");
          }
        }
        first.close();
        second.close();
        Await.until(
            "the end of all exchanges",
            () -> {
              gateway.tick();
              return gateway.gateway().open() == 0;
            });
      }
      never.complete(null);
    }
    for (Socket socket : unread) {
      socket.close();
    }
  }

  /** What must not happen when an exchange is looked at, done by the clock that it asks. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void failingExchangeIsCutAndDoesNotDelayOtherTimeOuts(boolean error) throws IOException {
    AtomicBoolean fails = new AtomicBoolean();
    AtomicLong nanos = new AtomicLong();
    LongSupplier clock =
        () -> {
          if (!fails.getAndSet(false)) {
            return nanos.get();
          } else if (error) {
            throw new StackOverflowError("by the test");
          }
          throw new IllegalStateException("by the test");
        };
    CompletableFuture<Void> never = new CompletableFuture<>();
    rig.server.script(r -> never.join());
    try (HttpGateway gateway =
            HttpGateway.open(
                GatewayRig.settings(rig.server.uri()),
                () -> rig.gate,
                () -> null,
                () -> null,
                clock);
        ClientStub first = new ClientStub(gateway.port()).post(GatewayRig.call(1, "shell"));
        ClientStub second = new ClientStub(gateway.port()).post(GatewayRig.call(2, "shell"))) {
      Await.next(rig.server.received);
      Await.next(rig.server.received);
      nanos.addAndGet(HttpLimits.DEFAULT.maxIdle().plusSeconds(1).toNanos());
      fails.set(true);
      gateway.tick();
      Await.until("the end of both", () -> gateway.gateway().open() == 0);
      assertThat(List.of(outcome(first), outcome(second)))
          .containsOnlyOnce("cut")
          .anyMatch(body -> body.contains("\"no_answer\""));
    }
    never.complete(null);
  }

  private static String outcome(ClientStub client) {
    try {
      return client.whole().body();
    } catch (IOException e) {
      return "cut";
    }
  }
}
