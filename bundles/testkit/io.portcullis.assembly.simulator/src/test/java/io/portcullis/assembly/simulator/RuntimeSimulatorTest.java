// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.ApprovalResponse;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.messages.Heartbeat;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.UnknownFrame;
import io.portcullis.assembly.wire.messages.ViolationAlert;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.PolicyViolation;
import io.portcullis.assembly.wire.values.RedactRule;
import io.portcullis.assembly.wire.values.WireActionType;
import io.portcullis.testkit.AllowLedger;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeSimulatorTest {
  @TempDir private Path folder;
  private Path socket;
  private final AllowLedger ledger = new AllowLedger();
  private RuntimeSimulator runtime;

  @BeforeEach
  void start() throws IOException {
    socket = folder.resolve("runtime.sock");
    runtime = new RuntimeSimulator(socket, "agent-1", ledger::allowed);
    runtime.start();
  }

  @AfterEach
  void stop() throws IOException {
    runtime.close();
    assertThat(runtime.connections()).isZero();
    assertThat(threads()).isEmpty();
    assertThat(runtime.stats().count(ConnectionStats.Event.ENDED))
        .isEqualTo(runtime.stats().count(ConnectionStats.Event.CONNECTED));
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("runtime-simulator-"))
        .toList();
  }

  private static void assertClosed(PlainClient client) {
    assertThat(catchThrowable(client::next)).isInstanceOf(IOException.class);
  }

  @Nested
  class Answers {
    @Test
    void recordsAnAllowAndSendsIt() throws Exception {
      try (PlainClient client = PlainClient.proven(socket)) {
        assertThat(client.ask("t", "{\"n\":1}").decision()).isEqualTo(Decision.ALLOW);
        ledger.executed("{\"n\":1}");
        ledger.executed("{\"n\":2}");
        assertThat(ledger.unauthorised()).containsExactly("{\"n\":2}");
      }
    }

    @Test
    void answersByAFunctionOfTheQuery() throws Exception {
      runtime.answer(
          query ->
              ScriptedReply.of(
                  query.context().toString().contains("delete") ? Decision.DENY : Decision.ALLOW,
                  "r"));
      try (PlainClient client = PlainClient.proven(socket)) {
        assertThat(client.ask("delete_all", "{}").decision()).isEqualTo(Decision.DENY);
        assertThat(client.ask("search", "{}").decision()).isEqualTo(Decision.ALLOW);
        assertThat(ledger.allows()).isEqualTo(1);
        assertThat(runtime.received())
            .containsExactly(
                PlainClient.query("delete_all", "{}"), PlainClient.query("search", "{}"));
      }
    }

    @Test
    void recordsARedactionWithRulesAndNoneWithout() throws Exception {
      runtime.answer(
          query ->
              ScriptedReply.of(
                  new PolicyResponse(4, "", "", "", List.of(new RedactRule("$.a", "x")), 0)));
      try (PlainClient client = PlainClient.proven(socket)) {
        client.ask("t", "1");
        runtime.answer(ReplyFault.REDACT_WITHOUT_RULES);
        client.ask("t", "2");
      }
      ledger.executed("1");
      ledger.executed("2");
      assertThat(ledger.unauthorised()).containsExactly("2");
    }

    @Test
    void keepsTheOrderOfTheQueriesWhileTheFirstIsHeld() throws Exception {
      CompletableFuture<Void> release = new CompletableFuture<>();
      runtime.answer(
          query -> {
            ScriptedReply reply = ScriptedReply.of(Decision.DENY, query.context().toString());
            return query.context().toString().contains("first") ? reply.heldUntil(release) : reply;
          });
      try (PlainClient client = PlainClient.proven(socket)) {
        client.send(PlainClient.query("first", "{}"));
        client.send(PlainClient.query("second", "{}"));
        runtime.stats().await(ConnectionStats.Event.QUERY, 2);
        assertThat(runtime.stats().count(ConnectionStats.Event.ANSWERED)).isZero();
        release.complete(null);
        assertThat(((PolicyResponse) client.next()).reason()).contains("first");
        assertThat(((PolicyResponse) client.next()).reason()).contains("second");
      }
    }

    @Test
    void countsReceivedMessages() throws Exception {
      ApprovalNotice decision = new ApprovalNotice("a", false, "w", "", 0);
      EventReport event =
          EventReport.of(
              "e",
              AgentId.of("agent-1"),
              1,
              WireActionType.TOOL_CALL,
              Decision.ALLOW,
              new EventDetail.Missing(),
              Map.of());
      try (PlainClient client = PlainClient.proven(socket)) {
        client.send(new Heartbeat());
        client.send(event);
        client.send(new ApprovalResponse(decision));
        runtime.stats().await(ConnectionStats.Event.APPROVAL, 1);
        assertThat(runtime.received())
            .containsExactly(new Heartbeat(), event, new ApprovalResponse(decision));
        assertThat(runtime.stats().count(ConnectionStats.Event.HEARTBEAT)).isEqualTo(1);
        assertThat(runtime.stats().count(ConnectionStats.Event.EVENT)).isEqualTo(1);
      }
    }

    @Test
    void doesNotSendAnAllowThatCannotBeRecorded() throws Exception {
      runtime.close();
      runtime =
          new RuntimeSimulator(
              socket,
              "agent-1",
              ticket -> {
                throw new OnPurpose();
              });
      runtime.start();
      try (PlainClient client = PlainClient.proven(socket)) {
        client.send(PlainClient.query("t", "{}"));
        assertClosed(client);
        runtime.stats().await(ConnectionStats.Event.ENDED, 1);
      }
    }

    @Test
    void endsTheConnectionWhenTheScriptFails() throws Exception {
      runtime.answer(
          query -> {
            throw new OnPurpose();
          });
      try (PlainClient client = PlainClient.proven(socket)) {
        client.send(PlainClient.query("t", "{}"));
        assertClosed(client);
        runtime.stats().await(ConnectionStats.Event.ENDED, 1);
      }
    }
  }

  /** Ends a thread of the simulator without a stack trace in the output of the tests. */
  private static final class OnPurpose extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OnPurpose() {
      super("on purpose", null, false, false);
    }
  }

  @Nested
  class Pushes {
    @Test
    void sendsUnsolicitedMessagesWithoutRecordingThem() throws Exception {
      RuntimeMessage alert = new ViolationAlert(new PolicyViolation("r", "a", "w", 1));
      RuntimeMessage allow = PolicyResponse.of(Decision.ALLOW, "thin air", "");
      try (PlainClient client = PlainClient.proven(socket)) {
        runtime.stats().await(ConnectionStats.Event.PROVEN, 1);
        runtime.push(allow);
        runtime.push(alert);
        runtime.push(new Ack());
        assertThat(List.of(client.next(), client.next(), client.next()))
            .containsExactly(allow, alert, new Ack());
        assertThat(ledger.allows()).isZero();
      }
    }

    @Test
    void recordsAnApprovalOfAPendingActionOnce() throws Exception {
      runtime.answer(query -> ScriptedReply.of(PolicyResponse.pending("id-1", "ask", "")));
      ApprovalNotice approved = new ApprovalNotice("id-1", true, "ann", "", 1);
      try (PlainClient client = PlainClient.proven(socket)) {
        assertThat(client.ask("t", "{\"n\":1}").approvalId()).isEqualTo("id-1");
        assertThat(ledger.allows()).isZero();
        runtime.push(approved);
        assertThat(client.next()).isEqualTo(approved);
        assertThat(ledger.allows()).isEqualTo(1);
        runtime.push(approved);
        runtime.push(new ApprovalNotice("unknown", true, "", "", 1));
        assertThat(ledger.allows()).isEqualTo(1);
        ledger.executed("{\"n\":1}");
        assertThat(ledger.offences()).isZero();
      }
    }

    @Test
    void recordsNoRejection() throws Exception {
      runtime.answer(query -> ScriptedReply.of(PolicyResponse.pending("id-1", "ask", "")));
      try (PlainClient client = PlainClient.proven(socket)) {
        client.ask("t", "{}");
        runtime.push(new ApprovalNotice("id-1", false, "timeout", "", 1));
        runtime.push(new ApprovalNotice("id-1", true, "late", "", 1));
        assertThat(ledger.allows()).isZero();
      }
    }
  }

  @Nested
  class Handshakes {
    @Test
    void refusesTheProofOfAnotherAgent() throws Exception {
      try (PlainClient client = PlainClient.connect(socket)) {
        client.prove(AgentKey.of("agent-2"));
        assertClosed(client);
        runtime.stats().await(ConnectionStats.Event.REFUSED, 1);
        assertThat(runtime.stats().ends().toString()).contains("agent-1");
      }
    }

    @Test
    void refusesAQueryInPlaceOfTheProof() throws Exception {
      try (PlainClient client = PlainClient.connect(socket)) {
        client.send(PlainClient.query("t", "{}"));
        runtime.stats().await(ConnectionStats.Event.REFUSED, 1);
        assertThat(runtime.stats().count(ConnectionStats.Event.QUERY)).isZero();
      }
    }

    @ParameterizedTest
    @EnumSource(
        value = HandshakeScript.class,
        names = {
          "EMPTY_NONCE",
          "SHORT_NONCE",
          "LONG_NONCE",
          "GARBAGE",
          "ALLOW_INSTEAD",
          "OVERSIZE"
        })
    void clientRefusesAFaultyHandshake(HandshakeScript greeting) throws Exception {
      runtime.handshake(greeting);
      try (PlainClient client = PlainClient.connect(socket)) {
        WireException fault =
            catchThrowableOfType(WireException.class, () -> client.prove(PlainClient.KEY));
        WireException.Kind expected =
            switch (greeting) {
              case OVERSIZE -> WireException.Kind.PAYLOAD_TOO_LARGE;
              case GARBAGE, ALLOW_INSTEAD -> WireException.Kind.UNEXPECTED_TAG;
              default -> WireException.Kind.WRONG_NONCE;
            };
        assertThat(fault.kind()).isEqualTo(expected);
      }
      runtime.stats().await(ConnectionStats.Event.ENDED, 1);
      assertThat(ledger.allows()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
        value = HandshakeScript.class,
        names = {"HANG_UP", "HANG_UP_WITHIN_CHALLENGE"})
    void connectionEndsBeforeTheChallengeIsComplete(HandshakeScript greeting) throws Exception {
      runtime.handshake(greeting);
      try (PlainClient client = PlainClient.connect(socket)) {
        assertThat(catchThrowable(() -> client.prove(PlainClient.KEY)))
            .isInstanceOf(IOException.class);
      }
    }

    @ParameterizedTest
    @EnumSource(
        value = HandshakeScript.class,
        names = {"HANG_UP_AFTER_CHALLENGE", "HANG_UP_AFTER_PROOF"})
    void connectionEndsAfterTheChallenge(HandshakeScript greeting) throws Exception {
      runtime.handshake(greeting);
      try (PlainClient client = PlainClient.connect(socket)) {
        assertThat(
                catchThrowable(
                    () -> {
                      client.prove(PlainClient.KEY); // the write may fail already
                      client.next();
                    }))
            .isInstanceOf(IOException.class);
      }
      runtime.stats().await(ConnectionStats.Event.ENDED, 1);
      assertThat(runtime.stats().count(ConnectionStats.Event.PROVEN))
          .isEqualTo(greeting == HandshakeScript.HANG_UP_AFTER_PROOF ? 1 : 0);
    }

    @Test
    void keepsRunningAfterASecondChallengeThatTheClientRefuses() throws Exception {
      runtime.handshake(HandshakeScript.TWO_CHALLENGES);
      try (PlainClient client = PlainClient.proven(socket)) {
        assertThat(catchThrowableOfType(WireException.class, client::next).kind())
            .isEqualTo(WireException.Kind.UNEXPECTED_TAG);
      }
    }

    @ParameterizedTest
    @EnumSource(
        value = HandshakeScript.class,
        names = {"NO_CHALLENGE", "NEVER_READS", "NEVER_READS_QUERIES"})
    void connectionStaysSilentUntilTheSimulatorEnds(HandshakeScript greeting) throws Exception {
      runtime.handshake(greeting);
      try (PlainClient client = PlainClient.connect(socket)) {
        if (greeting != HandshakeScript.NO_CHALLENGE) {
          client.prove(PlainClient.KEY);
        }
        if (greeting == HandshakeScript.NEVER_READS_QUERIES) {
          runtime.stats().await(ConnectionStats.Event.PROVEN, 1);
        } else {
          runtime.stats().await(ConnectionStats.Event.CONNECTED, 1);
        }
        runtime.hangUp();
        assertClosed(client);
      }
    }

    @Test
    void connectionEndsWhenTheClientLeavesDuringTheHandshake() throws Exception {
      runtime.handshake(HandshakeScript.NO_CHALLENGE);
      PlainClient.connect(socket).close();
      runtime.handshake(HandshakeScript.PROPER);
      PlainClient.connect(socket).close();
      PlainClient.proven(socket).close();
      runtime.stats().await(ConnectionStats.Event.ENDED, 3);
    }
  }

  @Nested
  class Faults {
    @ParameterizedTest
    @EnumSource(ReplyFault.class)
    void faultsNeverSendAnAllowToAStrictReader(ReplyFault fault) throws Exception {
      runtime.answer(fault);
      List<Object> seen = new ArrayList<>();
      try (PlainClient client = PlainClient.proven(socket)) {
        client.send(PlainClient.query("t", "{}"));
        if (fault == ReplyFault.SILENCE) {
          runtime.stats().await(ConnectionStats.Event.QUERY, 1);
          runtime.hangUp();
        }
        first(client, seen);
      }
      runtime.hangUp();
      assertThat(seen).hasSize(1);
      assertThat(ledger.allows()).isZero();
      Object first = seen.get(0);
      if (first instanceof PolicyResponse response) {
        assertThat(response.decision() == Decision.ALLOW).isFalse();
      } else {
        assertThat(first)
            .satisfiesAnyOf(
                each -> assertThat(each).isInstanceOf(WireException.class),
                each -> assertThat(each).isInstanceOf(IOException.class),
                each -> assertThat(each).isInstanceOf(UnknownFrame.class),
                each -> assertThat(each).isEqualTo(new Ack()));
      }
    }

    private static void first(PlainClient client, List<Object> seen) {
      try {
        seen.add(client.next());
      } catch (WireException | IOException e) {
        seen.add(e);
      }
    }

    @ParameterizedTest
    @EnumSource(
        value = ReplyFault.class,
        names = {
          "NUMBER_TOO_LARGE",
          "DENY_AND_ALLOW",
          "WRONG_TYPE",
          "UNDECODABLE",
          "OVERSIZE",
          "CHALLENGE_AGAIN",
          "HANG_UP_WITHIN_ANSWER"
        })
    void faultsAreFramesThatAReaderRefuses(ReplyFault fault) throws Exception {
      runtime.answer(fault);
      try (PlainClient client = PlainClient.proven(socket)) {
        client.send(PlainClient.query("t", "{}"));
        assertThatExceptionOfType(WireException.class).isThrownBy(client::next);
      }
    }

    @Test
    void faultSendsTwoAnswersOfWhichTheSecondIsNotRecorded() throws Exception {
      runtime.answer(ReplyFault.TWO_ANSWERS);
      try (PlainClient client = PlainClient.proven(socket)) {
        assertThat(client.ask("t", "{}").decision()).isEqualTo(Decision.DENY);
        assertThat(((PolicyResponse) client.next()).decision()).isEqualTo(Decision.ALLOW);
        assertThat(ledger.allows()).isZero();
      }
    }

    @Test
    void faultEndsTheConnectionWithTheAnswer() throws Exception {
      runtime.answer(ReplyFault.HANG_UP);
      try (PlainClient client = PlainClient.proven(socket);
          PlainClient other = PlainClient.proven(socket)) {
        client.send(PlainClient.query("t", "{}"));
        assertClosed(client);
        runtime.answer(QueryScript.deny("no"));
        assertThat(other.ask("t", "{}").reason()).isEqualTo("no");
      }
    }
  }

  @Nested
  class Writing {
    static Stream<Integer> sizes() {
      return Stream.iterate(1, size -> size + 1).limit(60);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("sizes")
    void splitsFramesInPiecesOfEverySize(int size) throws Exception {
      runtime.pieces(size, WriteThrottle.free());
      try (PlainClient client = PlainClient.proven(socket)) {
        assertThat(client.ask("t", "{}").decision()).isEqualTo(Decision.ALLOW);
      }
    }

    @Test
    void writesByteByByteAsTheTestReleases() throws Exception {
      WriteThrottle pace = WriteThrottle.held();
      runtime.pieces(1, pace);
      try (PlainClient client = PlainClient.connect(socket)) {
        for (int at = 0; at < 36; at++) { // a challenge is 36 bytes
          pace.release(1);
          ByteBuffer piece = client.read();
          assertThat(piece.remaining()).as("byte " + at).isEqualTo(1);
        }
      }
    }

    @Test
    void throttleIsReleasedAtTheEnd() throws Exception {
      runtime.pieces(1, WriteThrottle.held());
      try (PlainClient client = PlainClient.connect(socket)) {
        runtime.stats().await(ConnectionStats.Event.CONNECTED, 1);
        runtime.kill();
        assertThat(client.read()).isNull();
      }
    }

    @Test
    void writesAllPiecesOnceTheThrottleIsOpened() throws Exception {
      WriteThrottle pace = WriteThrottle.held();
      runtime.pieces(3, pace);
      pace.release(2);
      pace.open();
      try (PlainClient client = PlainClient.proven(socket)) {
        assertThat(client.ask("t", "{}").decision()).isEqualTo(Decision.ALLOW);
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void piecesMustNotBeEmpty(int size) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> runtime.pieces(size, WriteThrottle.free()));
    }
  }

  @Nested
  class Lifecycle {
    @Test
    void socketIsAccessibleToItsOwnerOnly() throws Exception {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      assertThatIllegalStateException().isThrownBy(runtime::start);
    }

    @Test
    void stopRemovesTheSocketAndKillLeavesIt() throws Exception {
      runtime.kill();
      assertThat(Files.exists(socket)).isTrue();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> PlainClient.connect(socket));
      runtime.start();
      PlainClient.proven(socket).close();
      runtime.stop();
      assertThat(Files.exists(socket)).isFalse();
      runtime.stop();
      runtime.kill();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsEveryConnectionAndStartsAgainOnTheSamePath(boolean clean) throws Exception {
      for (int i = 0; i < 20; i++) {
        PlainClient client = PlainClient.proven(socket);
        assertThat(client.ask("t", "{\"n\":" + i + "}").decision()).isEqualTo(Decision.ALLOW);
        if (clean) {
          runtime.stop();
        } else {
          runtime.kill();
        }
        assertThat(threads()).isEmpty();
        assertClosed(client);
        client.close();
        runtime.start();
      }
      assertThat(ledger.allows()).isEqualTo(20);
    }

    @Test
    void simulatorIsKilledFromWithinAnAnswer() throws Exception {
      runtime.answer(
          query -> {
            try {
              runtime.kill();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
            return ScriptedReply.of(Decision.ALLOW, "too late");
          });
      try (PlainClient client = PlainClient.proven(socket);
          PlainClient other = PlainClient.proven(socket)) {
        client.send(PlainClient.query("t", "{}"));
        assertClosed(client);
        assertClosed(other);
        runtime.stats().await(ConnectionStats.Event.ENDED, 2);
      }
      assertThat(ledger.allows()).isZero();
      runtime.answer(QueryScript.allow());
      runtime.start();
      PlainClient.proven(socket).close();
    }

    @Test
    void endsWhileRepliesAreHeldAndQueriesQueueUp() throws Exception {
      CompletableFuture<Void> never = new CompletableFuture<>();
      runtime.answer(query -> ScriptedReply.of(Decision.ALLOW, "").heldUntil(never));
      try (PlainClient client = PlainClient.proven(socket)) {
        for (int i = 0;
            i < 1_026;
            i++) { // one is being sent, 1,024 are pending, one waits for a place
          client.send(PlainClient.query("t", "{}"));
        }
        runtime.stats().await(ConnectionStats.Event.QUERY, 1_026);
        runtime.kill();
        assertClosed(client);
      }
      assertThat(ledger.allows()).isZero();
    }

    @Test
    void endsWhileTheClientDoesNotRead() throws Exception {
      runtime.answer(QueryScript.deny("x".repeat(1 << 20))); // more than a socket buffers
      try (PlainClient client = PlainClient.proven(socket)) {
        client.send(PlainClient.query("t", "{}"));
        runtime.stats().await(ConnectionStats.Event.QUERY, 1);
        runtime.kill();
      }
      assertThat(runtime.stats().count(ConnectionStats.Event.ANSWERED)).isZero();
    }

    @Test
    void failedHoldEndsTheConnection() throws Exception {
      runtime.answer(
          query ->
              ScriptedReply.of(Decision.ALLOW, "")
                  .heldUntil(CompletableFuture.failedFuture(new IOException("on purpose"))));
      try (PlainClient client = PlainClient.proven(socket)) {
        client.send(PlainClient.query("t", "{}"));
        assertClosed(client);
      }
      assertThat(ledger.allows()).isZero();
    }

    @Test
    void servesManyClientsAtOnce() throws Exception {
      ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int c = 0; c < 8; c++) {
        int number = c;
        clients.add(
            CompletableFuture.runAsync(
                () -> {
                  try (PlainClient client = PlainClient.proven(socket)) {
                    for (int i = 0; i < 100; i++) {
                      String arguments = "{\"n\":" + number + i + "}";
                      if (client.ask("t", arguments).decision() == Decision.ALLOW) {
                        ledger.executed(arguments);
                      }
                    }
                  } catch (IOException | WireException e) {
                    faults.add(e);
                  }
                }));
      }
      clients.forEach(Await::await);
      assertThat(faults).isEmpty();
      assertThat(ledger.executions()).isEqualTo(800);
      assertThat(ledger.offences()).isZero();
    }

    @Test
    void refusesMoreConnectionsThanItsLimitAtOnce() throws Exception {
      List<PlainClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 256; i++) {
          clients.add(PlainClient.proven(socket));
        }
        try (PlainClient more = PlainClient.connect(socket)) {
          assertThat(more.read()).isNull();
        }
      } finally {
        for (PlainClient client : clients) {
          client.close();
        }
      }
      runtime.stats().await(ConnectionStats.Event.ENDED, 256);
    }
  }

  @Nested
  class Leftovers {
    @Test
    void leavesNoDescriptorAfterManyConnections() throws Exception {
      Path descriptors = Path.of("/proc/self/fd");
      PlainClient.proven(socket).close();
      runtime.stats().await(ConnectionStats.Event.ENDED, 1);
      long before = Files.isDirectory(descriptors) ? count(descriptors) : 0;
      for (int i = 0; i < 300; i++) {
        try (PlainClient client = PlainClient.proven(socket)) {
          client.ask("t", "{}");
        }
        runtime.stats().await(ConnectionStats.Event.ENDED, i + 2);
      }
      long after = Files.isDirectory(descriptors) ? count(descriptors) : 0;
      assertThat(after - before).isLessThan(50);
      assertThat(threads()).hasSize(1); // the thread that accepts
    }

    private long count(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.count();
      }
    }
  }
}
