// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.stdio.StreamGateway;
import io.portcullis.support.files.socket.ListeningSocket;
import io.portcullis.support.files.socket.PeerCheck;
import io.portcullis.support.files.socket.PeerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SessionServerTest {
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n";
  private static final String PONG = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n";
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"pay\"}}\n";
  private static final Duration LONG = Duration.ofHours(1);
  private static final String VERSION = "1";
  private static final String POLICY = "/srv/policy.yaml";

  @TempDir Path folder;
  private Path path;
  private SessionServer server;

  @BeforeEach
  void choose() {
    path = folder.resolve("run/sessions.sock");
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private void serve() throws IOException {
    serve(LONG, PeerCredentials::ofKernel);
  }

  /** Its gateways have no gate, so they deny what must be decided. */
  private void serve(Duration patience, PeerCredentials credentials) throws IOException {
    ListeningSocket socket = ListeningSocket.listen(path);
    server =
        new SessionServer(
            socket,
            new PeerCheck(credentials, socket.directory()),
            new EngineIdentity(VERSION, POLICY),
            (options, client, upstream) ->
                new StreamGateway(
                    client,
                    upstream,
                    new CallerContext(AgentIdentity.of(options.agent()), options.server()),
                    () -> null,
                    options.errorCode()),
            () -> "ready",
            patience,
            LONG);
    server.start();
  }

  private Peer client() throws IOException {
    return Peer.request(path, "CLIENT", VERSION, POLICY, "--server", "files", "--", "program");
  }

  private Peer upstream(Peer client) throws IOException {
    String reply = client.reply();
    assertThat(reply).startsWith("k").hasSize(33);
    Peer upstream = Peer.request(path, "SERVER", VERSION, reply.substring(1));
    assertThat(upstream.reply()).isEqualTo("k");
    return upstream;
  }

  @Test
  void passesMessagesBothWays() throws IOException {
    serve();
    try (Peer client = client();
        Peer upstream = upstream(client)) {
      client.say(PING);
      assertThat(upstream.hear()).isEqualTo(PING.strip());
      upstream.say(PONG);
      assertThat(client.hear()).isEqualTo(PONG.strip());
      assertThat(server.size()).isEqualTo(1);
    }
  }

  @Test
  void sessionsDoNotShareTheirMessages() throws IOException {
    serve();
    try (Peer one = client();
        Peer upstreamOfOne = upstream(one);
        Peer other = client();
        Peer upstreamOfOther = upstream(other)) {
      one.say(PING);
      other.say(PING.replace("\"id\":1", "\"id\":7"));
      assertThat(upstreamOfOther.hear()).contains("\"id\":7");
      assertThat(upstreamOfOne.hear()).contains("\"id\":1");
    }
  }

  @Test
  void deniesACallWithoutAGateAndDoesNotForwardIt() throws IOException {
    serve();
    try (Peer client = client();
        Peer upstream = upstream(client)) {
      client.say(CALL);
      assertThat(client.hear()).contains("\"no_gate\"");
      client.say(PING);
      assertThat(upstream.hear()).isEqualTo(PING.strip());
    }
  }

  @Test
  void serverMayFinishAfterItsClientHasEnded() throws IOException {
    serve();
    try (Peer client = client();
        Peer upstream = upstream(client)) {
      client.say(PING);
      client.endOutput();
      assertThat(upstream.hear()).isEqualTo(PING.strip());
      assertThat(upstream.hear()).isEmpty();
      upstream.say(PONG);
      upstream.endOutput();
      assertThat(client.hear()).isEqualTo(PONG.strip());
      assertThat(client.hear()).isEmpty();
    }
  }

  @Test
  void dropsHalfAMessageOfAClientThatHasGone() throws IOException {
    serve();
    try (Peer client = client();
        Peer upstream = upstream(client)) {
      client.say(PING.strip());
      client.close();
      assertThat(upstream.hear()).isEmpty();
    }
  }

  @Test
  void refusesASessionOfAnotherPolicy() throws IOException {
    serve();
    try (Peer client = Peer.request(path, "CLIENT", VERSION, "/srv/other.yaml", "--", "program")) {
      assertThat(client.reply()).isEqualTo("rthis engine decides by the policy " + POLICY);
    }
  }

  @Test
  void refusesACommandLineThatItDoesNotUnderstand() throws IOException {
    serve();
    try (Peer client = Peer.request(path, "CLIENT", VERSION, POLICY, "--polcy", "p")) {
      assertThat(client.reply()).startsWith("runknown option --polcy");
    }
  }

  @Test
  void tokenOfASessionCompletesItOnce() throws IOException {
    serve();
    try (Peer client = client()) {
      String token = client.reply().substring(1);
      try (Peer upstream = Peer.request(path, "SERVER", VERSION, token);
          Peer second = Peer.request(path, "SERVER", VERSION, "0".repeat(32))) {
        assertThat(upstream.reply()).isEqualTo("k");
        assertThat(second.reply()).isEqualTo("rno session waits for this connection");
      }
      try (Peer again = Peer.request(path, "SERVER", VERSION, token)) {
        assertThat(again.reply()).startsWith("r");
      }
    }
  }

  @Test
  void cutsAConnectionWithoutARequest() throws IOException {
    serve(Duration.ofMillis(20), PeerCredentials::ofKernel);
    try (Peer silent = Peer.connect(path)) {
      silent.say("\0\0");
      assertThat(silent.hear()).isEmpty();
    }
  }

  @Test
  void endsASessionWhoseSecondConnectionDoesNotCome() throws IOException {
    serve(Duration.ofMillis(20), PeerCredentials::ofKernel);
    try (Peer client = client()) {
      assertThat(client.reply()).startsWith("k");
      assertThat(client.hear()).isEmpty();
    }
  }

  @Test
  void refusesRequestsThatItDoesNotUnderstand() throws IOException {
    serve();
    try (Peer tooLong = Peer.connect(path);
        Peer foreign = Peer.connect(path);
        Peer unended = Peer.connect(path);
        Peer unknown = Peer.request(path, "OTHER", VERSION)) {
      tooLong.say("GET ");
      assertThat(tooLong.reply()).startsWith("ra request has 1 to");
      foreign.sendFrame(Peer.utf8("other/1\0CLIENT\0001\0"));
      assertThat(foreign.reply()).startsWith("rthe protocol is not");
      unended.sendFrame(Peer.utf8(AttachRequest.PROTOCOL));
      assertThat(unended.reply()).startsWith("rthe last word has no end");
      assertThat(unknown.reply()).startsWith("ran unknown role");
    }
  }

  @Test
  void refusesAnotherUserBeforeAByteIsRead() throws IOException {
    UserPrincipal other =
        new UserPrincipal() {
          @Override
          public String getName() {
            return "another-user";
          }
        };
    serve(LONG, channel -> Optional.of(other));
    try (Peer peer = Peer.connect(path)) {
      assertThat(peer.reply()).isEqualTo("ronly the owner of this socket may use it");
    }
  }

  @Test
  void socketIsForItsOwnerAlone() throws IOException {
    serve();
    assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
    assertThat(Files.getPosixFilePermissions(path.getParent())).hasSize(3);
  }

  @Test
  void describesTheEngine() throws IOException {
    serve();
    try (Peer peer = Peer.request(path, "STATUS", VERSION)) {
      assertThat(peer.reply()).isEqualTo("kready");
    }
  }

  @Test
  void stopEndsTheEngineAndItsSessions() throws Exception {
    serve();
    try (Peer client = client();
        Peer upstream = upstream(client)) {
      try (Peer stop = Peer.request(path, "STOP", "another version")) {
        assertThat(stop.reply()).isEqualTo("k");
      }
      server.awaitEnd();
      server.close();
      assertThat(client.hear()).isEmpty();
      assertThat(upstream.hear()).isEmpty();
      assertThatThrownBy(() -> Peer.connect(path)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refersASessionToTheNextEngineOnceItHasEnded() throws Exception {
    serve();
    Peer.request(path, "STOP", VERSION).close();
    server.awaitEnd();
    try (Peer late = client()) {
      assertThat(late.reply()).isEqualTo("e");
    }
  }

  @Test
  void engineOfAnotherVersionFinishesItsSessions() throws Exception {
    serve();
    try (Peer client = client();
        Peer upstream = upstream(client)) {
      try (Peer newer = Peer.request(path, "CLIENT", "2", POLICY, "--", "program")) {
        assertThat(newer.reply()).isEqualTo("v" + VERSION);
      }
      client.say(PING);
      assertThat(upstream.hear()).isEqualTo(PING.strip());
    }
    server.awaitEnd();
  }

  @Test
  void idleEngineOfAnotherVersionEnds() throws Exception {
    serve();
    try (Peer newer = Peer.request(path, "CLIENT", "2", POLICY, "--", "program")) {
      assertThat(newer.reply()).isEqualTo("e" + VERSION);
    }
    server.awaitEnd();
  }

  @Test
  void admitsABoundedNumberOfSessions() throws Exception {
    serve();
    Peer[] clients = new Peer[128];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = client();
      assertThat(clients[i].reply()).startsWith("k");
    }
    try (Peer oneMore = client()) {
      assertThat(oneMore.reply()).isEqualTo("r128 sessions are attached already");
    }
    for (Peer each : clients) {
      each.close();
    }
  }
}
