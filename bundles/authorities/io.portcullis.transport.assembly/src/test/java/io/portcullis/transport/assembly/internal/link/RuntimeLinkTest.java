// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ConnectionStats;
import io.portcullis.assembly.simulator.QueryScript;
import io.portcullis.assembly.simulator.ReplyFault;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.simulator.WriteThrottle;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.Heartbeat;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.ViolationAlert;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.PolicyViolation;
import io.portcullis.assembly.wire.values.RedactRule;
import io.portcullis.testkit.Await;
import io.portcullis.transport.assembly.internal.connect.LinkRig;
import io.portcullis.transport.assembly.internal.thread.LinkThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries and answers of a link that is up, over a real socket. */
class RuntimeLinkTest {
  private static final int MANY = 200;

  @TempDir private Path folder;
  private LinkRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new LinkRig(folder);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private static ScriptedReply echo(PolicyQuery query) {
    return ScriptedReply.of(Decision.DENY, arguments(query));
  }

  private static String arguments(PolicyQuery query) {
    try {
      return ((ActionContext.ToolCall) query.context()).arguments().text();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void givesEachOfManyConcurrentQueriesItsOwnAnswer() throws IOException {
    RuntimeTransport transport = rig.connect();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    rig.runtime.answer(query -> echo(query).heldUntil(gate));
    List<CompletionStage<RuntimeDecision>> answers =
        IntStream.range(0, MANY)
            .mapToObj(n -> transport.query(rig.call("{\"n\":" + n + "}")))
            .toList();
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, 2);
    assertThat(answers).noneMatch(answer -> answer.toCompletableFuture().isDone());
    gate.complete(null);
    for (int n = 0; n < MANY; n++) {
      assertThat(Await.await(answers.get(n)).reason()).isEqualTo("{\"n\":" + n + "}");
    }
    assertThat(((RuntimeLink) transport).pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 13, 64})
  void readsFramesInPiecesOfEachSize(int bytes) throws IOException {
    rig.runtime.pieces(bytes, WriteThrottle.free());
    RuntimeTransport transport = rig.connect();
    rig.runtime.answer(RuntimeLinkTest::echo);
    for (int n = 0; n < 20; n++) {
      String arguments = "{\"text\":\"" + "x".repeat(n * 10) + "\"}";
      assertThat(Await.await(transport.query(rig.call(arguments))).reason()).isEqualTo(arguments);
    }
  }

  @Test
  void sendsArgumentsOfSeveralMegabytes() throws IOException {
    RuntimeTransport transport = rig.connect();
    String arguments = "{\"text\":\"" + "x".repeat(7 << 20) + "\"}";
    assertThat(Await.await(transport.query(rig.call(arguments))).decision())
        .isEqualTo(RuntimeDecision.ALLOW);
  }

  @Test
  void refusesAQueryLargerThanAFrame() throws IOException {
    RuntimeTransport transport = rig.connect();
    RuntimeDecision decision =
        Await.await(transport.query(rig.call("{\"text\":\"" + "x".repeat(8 << 20) + "\"}")));
    assertThat(decision.decision()).isEqualTo(RuntimeDecision.ERROR);
    assertThat(decision.reason()).contains("payload");
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.ALLOW);
    assertThat(rig.runtime.stats().count(ConnectionStats.Event.QUERY)).isEqualTo(2);
  }

  @Test
  void refusesAQueryThatTheRuntimeWouldReadAsAnotherText() throws IOException {
    RuntimeTransport transport = rig.connect();
    assertThat(Await.await(transport.query(rig.call("{\"a\":\"\ud800\"}"))).decision())
        .isEqualTo(RuntimeDecision.ERROR);
    assertThat(Await.await(transport.query(rig.call("tool\udc00", "{}"))).decision())
        .isEqualTo(RuntimeDecision.ERROR);
    assertThat(rig.runtime.stats().count(ConnectionStats.Event.QUERY)).isEqualTo(1);
  }

  @Test
  void neverGivesALateAnswerToAnotherCall() throws IOException {
    RuntimeTransport transport = rig.connect();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    rig.runtime.answer(query -> ScriptedReply.of(Decision.ALLOW, "late").heldUntil(gate));
    CompletionStage<RuntimeDecision> late = rig.ask(transport);
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, 2);
    rig.time.advance(Duration.ofSeconds(60));
    assertThat(Await.await(late).decision()).isEqualTo(RuntimeDecision.QUERY_FAILED);
    rig.runtime.answer(QueryScript.deny("no"));
    CompletionStage<RuntimeDecision> next = rig.ask(transport);
    assertThat(next.toCompletableFuture()).isNotDone();
    gate.complete(null);
    assertThat(Await.await(next).decision()).isEqualTo(RuntimeDecision.DENY);
    assertThat(rig.link.counts().of(LinkCounts.Event.LATE_ANSWER)).isEqualTo(1);
  }

  @Test
  void keepsThePlaceOfACancelledCall() throws IOException {
    RuntimeTransport transport = rig.connect();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    rig.runtime.answer(query -> ScriptedReply.of(Decision.ALLOW, "cancelled").heldUntil(gate));
    CompletionStage<RuntimeDecision> cancelled = rig.ask(transport);
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, 2);
    cancelled.toCompletableFuture().cancel(false);
    rig.runtime.answer(QueryScript.deny("no"));
    CompletionStage<RuntimeDecision> next = rig.ask(transport);
    gate.complete(null);
    assertThat(Await.await(next).decision()).isEqualTo(RuntimeDecision.DENY);
  }

  @Test
  void waitsNoLongerThanTheDeadlineOfTheCall() throws IOException {
    RuntimeTransport transport = rig.connect();
    rig.runtime.answer(ReplyFault.SILENCE);
    CompletionStage<RuntimeDecision> patient = rig.ask(transport);
    CompletionStage<RuntimeDecision> urgent =
        transport.query(due(rig.time.now().plus(Duration.ofMillis(10))));
    rig.time.advance(Duration.ofMillis(9));
    assertThat(urgent.toCompletableFuture()).isNotDone();
    rig.time.advance(Duration.ofMillis(1));
    assertThat(Await.await(urgent).decision()).isEqualTo(RuntimeDecision.QUERY_FAILED);
    assertThat(patient.toCompletableFuture()).isNotDone();
    rig.time.advance(Duration.ofSeconds(60));
    assertThat(Await.await(patient).decision()).isEqualTo(RuntimeDecision.QUERY_FAILED);
  }

  @Test
  void refusesACallWhoseDeadlineHasPassed() throws IOException {
    RuntimeTransport transport = rig.connect();
    for (Instant passed : List.of(rig.time.now(), Instant.MIN)) {
      RuntimeDecision decision = Await.await(transport.query(due(passed)));
      assertThat(decision.decision()).isEqualTo(RuntimeDecision.QUERY_FAILED);
      assertThat(decision.reason()).isEqualTo("the deadline of the call has passed");
    }
    assertThat(Await.await(transport.query(due(Instant.MAX))).decision())
        .isEqualTo(RuntimeDecision.ALLOW);
    assertThat(Await.await(transport.query(ToolCall.of("tool", "{}"))).decision())
        .isEqualTo(RuntimeDecision.ALLOW);
    assertThat(rig.runtime.stats().count(ConnectionStats.Event.QUERY)).isEqualTo(3);
  }

  private ToolCall due(Instant deadline) {
    return ToolCall.of("tool", "{}").stamped("due", AgentIdentity.of(LinkRig.AGENT), deadline);
  }

  @Test
  void failsAtOnceWhenTooManyQueriesArePending() throws IOException {
    rig.close();
    rig = new LinkRig(folder, LinkRig.settings(2, 2, 1 << 20));
    RuntimeTransport transport = rig.connect();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    rig.runtime.answer(query -> ScriptedReply.of(Decision.ALLOW, "").heldUntil(gate));
    CompletionStage<RuntimeDecision> one = rig.ask(transport);
    CompletionStage<RuntimeDecision> two = rig.ask(transport);
    RuntimeDecision three = rig.ask(transport).toCompletableFuture().getNow(null);
    assertThat(three.decision()).isEqualTo(RuntimeDecision.QUERY_FAILED);
    assertThat(three.reason()).isEqualTo("2 queries are already waiting for an answer");
    gate.complete(null);
    assertThat(Await.await(one).decision()).isEqualTo(RuntimeDecision.ALLOW);
    assertThat(Await.await(two).decision()).isEqualTo(RuntimeDecision.ALLOW);
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.ALLOW);
  }

  @Test
  void failsAtOnceWhenTooManyBytesWaitToBeWritten() throws IOException {
    rig.close();
    rig = new LinkRig(folder, LinkRig.settings(1_000, 10, 1 << 20));
    RuntimeTransport transport = rig.connect();
    CountDownLatch stuck = new CountDownLatch(1);
    rig.runtime.answer(
        query -> {
          Await.await(stuck); // the runtime reads no more
          return ScriptedReply.of(Decision.ALLOW, "");
        });
    String large = "{\"text\":\"" + "x".repeat(400 << 10) + "\"}";
    List<CompletionStage<RuntimeDecision>> answers = new ArrayList<>();
    RuntimeDecision refused = null;
    while (refused == null) {
      CompletableFuture<RuntimeDecision> answer =
          transport.query(rig.call(large)).toCompletableFuture();
      refused = answer.getNow(null);
      answers.add(answer);
    }
    assertThat(refused.decision()).isEqualTo(RuntimeDecision.QUERY_FAILED);
    assertThat(refused.reason()).endsWith("bytes are already waiting to be written");
    assertThat(answers).hasSizeLessThan(10);
    assertThat(((RuntimeLink) transport).report(new Heartbeat()))
        .as("an event is still accepted")
        .isTrue();
    stuck.countDown();
    answers.remove(answers.size() - 1);
    for (CompletionStage<RuntimeDecision> answer : answers) {
      assertThat(Await.await(answer).decision()).isEqualTo(RuntimeDecision.ALLOW);
    }
  }

  @Test
  void isUnavailableBeforeItsPendingQueriesFail() throws IOException {
    RuntimeTransport transport = rig.connect();
    rig.runtime.answer(ReplyFault.SILENCE);
    List<Boolean> knownAtFailure = new ArrayList<>();
    List<CompletableFuture<RuntimeDecision>> answers = new ArrayList<>();
    for (int n = 0; n < 50; n++) {
      answers.add(
          rig.ask(transport)
              .toCompletableFuture()
              .whenComplete(
                  (decision, failure) -> {
                    synchronized (knownAtFailure) {
                      knownAtFailure.add(rig.listener.isAvailable());
                    }
                  }));
    }
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, 2);
    rig.runtime.stop();
    for (CompletableFuture<RuntimeDecision> answer : answers) {
      RuntimeDecision decision = Await.await(answer);
      assertThat(decision.decision()).isEqualTo(RuntimeDecision.CHANNEL_CLOSED);
      assertThat(decision.reason()).isNotBlank();
    }
    assertThat(knownAtFailure).hasSize(50).containsOnly(false);
    rig.runtime.answer(QueryScript.allow());
    rig.runtime.start();
    assertThat(rig.answer(rig.listener.awaitAvailable(2)).decision())
        .isEqualTo(RuntimeDecision.ALLOW);
    assertThat(rig.runtime.stats().count(ConnectionStats.Event.QUERY))
        .as("nothing is asked twice, and the next batch was never asked")
        .isEqualTo(4);
  }

  @Test
  void failsPendingQueriesWithShutdownWhenClosed() throws IOException {
    RuntimeTransport transport = rig.connect();
    rig.runtime.answer(ReplyFault.SILENCE);
    CompletionStage<RuntimeDecision> answer = rig.ask(transport);
    rig.link.close();
    assertThat(rig.listener.isAvailable()).isFalse();
    assertThat(Await.await(answer).decision()).isEqualTo(RuntimeDecision.SHUTDOWN);
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.SHUTDOWN);
    rig.link.close();
    assertThat(rig.listener.arrivals()).isEqualTo(1);
  }

  @Test
  void endsWithAConflictOnAnAnswerWithoutAQuery() throws IOException {
    RuntimeTransport transport = rig.connect();
    rig.time.hurry(false);
    rig.runtime.push(PolicyResponse.of(Decision.ALLOW, "without a query", ""));
    rig.listener.awaitUnavailable(1);
    RuntimeDecision decision = rig.answer(transport);
    assertThat(decision.decision()).isEqualTo(RuntimeDecision.CONFLICT);
    assertThat(decision.reason()).isEqualTo("the runtime sent an answer that belongs to no query");
    assertThat(rig.link.counts().of(LinkCounts.Event.STRAY_ANSWER)).isEqualTo(1);
    rig.time.awaitBackoff(1);
    rig.time.advance(Duration.ofSeconds(5));
    assertThat(rig.answer(rig.listener.awaitAvailable(2)).decision())
        .isEqualTo(RuntimeDecision.ALLOW);
  }

  @Test
  void countsMessagesThatAreNoAnswersAndKeepsRunning() throws IOException {
    RuntimeTransport transport = rig.connect();
    rig.runtime.answer(
        query ->
            ScriptedReply.raw(new byte[] {42, 2, 1, 1})
                .thenStray(new Ack())
                .thenStray(new ViolationAlert(new PolicyViolation("r", "a", "why", 1)))
                .thenStray(new ApprovalNotice("unknown", true, "ann", "", 0))
                .thenRaw(new byte[] {1, 2, 8, 2}));
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.DENY);
    LinkCounts counts = rig.link.counts();
    for (LinkCounts.Event event :
        List.of(
            LinkCounts.Event.UNKNOWN_FRAME,
            LinkCounts.Event.ACK,
            LinkCounts.Event.VIOLATION_ALERT,
            LinkCounts.Event.STRAY_APPROVAL,
            LinkCounts.Event.CONNECTED)) {
      assertThat(counts.of(event)).as(event.name()).isEqualTo(1);
    }
    assertThat(counts.toString()).contains("UNKNOWN_FRAME=1");
  }

  @Test
  void keepsTheRedactionsOfADenialForTheRecord() throws IOException {
    RuntimeTransport transport = rig.connect();
    PolicyResponse response =
        new PolicyResponse(
            Decision.DENY.number(),
            "sensitive data detected",
            "data_pattern_scan",
            "",
            List.of(new RedactRule("$.to", "[EMAIL]")),
            7);
    rig.runtime.answer(query -> ScriptedReply.of(response));
    RuntimeDecision decision = rig.answer(transport);
    assertThat(decision.decision()).isEqualTo(RuntimeDecision.DENY);
    assertThat(decision.reason()).isEqualTo("sensitive data detected");
    assertThat(decision.rule()).isEqualTo("data_pattern_scan");
    assertThat(decision.redactions()).hasSize(1);
    rig.answer(transport); // delivered after the first denial was reported
    assertThat(rig.listener.kept()).isNotEmpty();
  }

  @Test
  void asksForAnInterruptedCallerWithoutHarmToTheConnection() throws IOException {
    RuntimeTransport transport = rig.connect();
    Thread.currentThread().interrupt();
    CompletionStage<RuntimeDecision> answer = rig.ask(transport);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Await.await(answer).decision()).isEqualTo(RuntimeDecision.ALLOW);
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.ALLOW);
  }

  @Test
  void deliversOtherAnswersWhileACallerBlocksItsThread() throws IOException {
    RuntimeTransport transport = rig.connect();
    CountDownLatch held = new CountDownLatch(1);
    List<CompletableFuture<RuntimeDecision>> holding = new ArrayList<>();
    for (int n = 0; n < LinkThreads.MAX_THREADS - 2; n++) {
      CompletableFuture<Void> inside = new CompletableFuture<>();
      holding.add(
          rig.ask(transport)
              .toCompletableFuture()
              .whenCompleteAsync(
                  (decision, failure) -> {
                    inside.complete(null);
                    Await.await(held);
                    Thread.currentThread().interrupt(); // left behind by careless code
                  },
                  rig.threads));
      Await.await(inside);
    }
    for (int n = 0; n < MANY; n++) {
      assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.ALLOW);
    }
    held.countDown();
    holding.forEach(Await::await);
    for (int n = 0; n < MANY; n++) {
      assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.ALLOW);
    }
  }

  @Test
  void sendsAgentActionAndArgumentsOfTheCall() throws IOException {
    RuntimeTransport transport = rig.connect();
    ToolCall call = rig.call("read_file", "{\"path\":\"/etc\"}");
    Await.await(transport.query(call));
    PolicyQuery asked = (PolicyQuery) rig.runtime.received().get(1);
    assertThat(asked.agent().agent()).isEqualTo(LinkRig.AGENT);
    assertThat(asked.credentialToken()).isEmpty();
    assertThat(asked.action().number()).isEqualTo(2);
    assertThat(arguments(asked)).isEqualTo("{\"path\":\"/etc\"}");
    PolicyQuery probe = (PolicyQuery) rig.runtime.received().get(0);
    assertThat(((ActionContext.ToolCall) probe.context()).tool()).isEqualTo("portcullis_probe");
    assertThat(call.action()).isEqualTo(ActionType.TOOL_CALL);
  }

  @Test
  void isAvailableEvenIfTheFirstQueryIsDenied() throws IOException {
    rig.runtime.answer(QueryScript.deny("everything"));
    assertThat(rig.answer(rig.connect()).decision()).isEqualTo(RuntimeDecision.DENY);
  }

  /** The end of a link makes faults of its pending queries, and a lenient mode allows faults. */
  @Test
  void deliversADenialBeforeItIsUnavailableWhenTheConnectionEndsBehindIt() throws IOException {
    rig.time.hurry(false);
    RuntimeTransport transport = rig.connect();
    assertKnownWhen(
        transport, ScriptedReply.of(Decision.DENY, "no").thenHangUp(), RuntimeDecision.DENY);
  }

  @Test
  void deliversAConflictBeforeItIsUnavailable() throws IOException {
    rig.time.hurry(false);
    RuntimeTransport transport = rig.connect();
    assertKnownWhen(
        transport,
        ScriptedReply.raw(new byte[] {1, 2, 8, 1, 1, 2, 8, 1}),
        RuntimeDecision.CONFLICT);
  }

  private void assertKnownWhen(RuntimeTransport transport, ScriptedReply reply, String word) {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    rig.runtime.answer(query -> reply.heldUntil(asked));
    CompletionStage<RuntimeDecision> answer = rig.ask(transport);
    CountDownLatch held = new CountDownLatch(1);
    CompletableFuture<Boolean> known = new CompletableFuture<>();
    CompletionStage<RuntimeDecision> seen =
        answer.whenComplete(
            (decision, failure) -> {
              known.complete(rig.listener.isAvailable());
              Await.await(held);
            });
    asked.complete(null);
    boolean wasKnown = Await.await(known);
    held.countDown();
    assertThat(Await.await(seen).decision()).isEqualTo(word);
    assertThat(wasKnown).isTrue();
    rig.listener.awaitUnavailable(1);
  }

  @Test
  void becomesUnavailableEventuallyWhileACallerHoldsUpADenial() throws IOException {
    rig.time.hurry(false);
    RuntimeTransport transport = rig.connect();
    CountDownLatch held = new CountDownLatch(1);
    CompletableFuture<Void> holding = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    rig.runtime.answer(
        query -> ScriptedReply.of(Decision.DENY, "no").thenHangUp().heldUntil(asked));
    CompletionStage<RuntimeDecision> seen =
        rig.ask(transport)
            .whenComplete(
                (decision, failure) -> {
                  holding.complete(null);
                  Await.await(held);
                });
    asked.complete(null);
    Await.await(holding);
    while (rig.listener.isAvailable()) { // the end may not have come yet
      rig.time.advance(Duration.ofSeconds(60));
      Thread.onSpinWait();
    }
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.CHANNEL_CLOSED);
    held.countDown();
    assertThat(Await.await(seen).decision()).isEqualTo(RuntimeDecision.DENY);
  }

  /** The callers block the very thread that waits for the sockets. */
  @Test
  void replacesABlockedThreadThatDeliveredAnAnswer() throws IOException {
    RuntimeTransport transport = rig.connect();
    CountDownLatch held = new CountDownLatch(1);
    List<CompletionStage<RuntimeDecision>> holding = new ArrayList<>();
    for (int n = 0; n < LinkThreads.MAX_THREADS - 1; n++) {
      CompletableFuture<Void> asked = new CompletableFuture<>();
      CompletableFuture<Void> inside = new CompletableFuture<>();
      rig.runtime.answer(query -> ScriptedReply.of(Decision.ALLOW, "").heldUntil(asked));
      holding.add(
          rig.ask(transport)
              .whenComplete(
                  (decision, failure) -> {
                    inside.complete(null);
                    Await.await(held);
                  }));
      asked.complete(null);
      Await.await(inside);
    }
    rig.runtime.answer(QueryScript.allow());
    for (int n = 0; n < MANY; n++) {
      assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.ALLOW);
    }
    held.countDown();
    holding.forEach(Await::await);
  }
}
