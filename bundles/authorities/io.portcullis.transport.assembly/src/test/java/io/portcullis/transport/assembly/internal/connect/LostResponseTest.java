// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.health.Health;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ConnectionStats;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runtime that loses exactly one answer. Each of its other answers names its query. */
class LostResponseTest {
  private static final int BATCH = 8;

  @TempDir private Path folder;
  private final CompletableFuture<Void> firstAnswer = new CompletableFuture<>();
  private LinkRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new LinkRig(folder, LinkRig.settings(64, 64, 1 << 20));
  }

  @AfterEach
  void close() throws IOException {
    firstAnswer.complete(null);
    rig.close();
  }

  /** Allows calls whose arguments ask for it and denies the others; loses one answer. */
  private void lose(String lost) {
    rig.runtime.answer(
        query -> {
          String arguments = arguments(query);
          if (arguments.equals(lost)) {
            return ScriptedReply.silence();
          }
          Decision decision = arguments.contains("allow") ? Decision.ALLOW : Decision.DENY;
          ScriptedReply reply = ScriptedReply.of(decision, arguments);
          return arguments.contains("first") ? reply.heldUntil(firstAnswer) : reply;
        });
  }

  private static String arguments(PolicyQuery query) {
    try {
      return ((ActionContext.ToolCall) query.context()).arguments().text();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private CompletionStage<RuntimeDecision> ask(RuntimeTransport transport, String arguments) {
    return transport.query(rig.call(arguments));
  }

  private void assertOwn(RuntimeTransport transport, String arguments, String word) {
    RuntimeDecision decision = Await.await(ask(transport, arguments));
    assertThat(decision.decision()).isEqualTo(word);
    assertThat(decision.reason()).isEqualTo(arguments);
  }

  @Test
  void connectionIsClosedAndLaterCallsGetTheirOwnAnswers() throws IOException {
    RuntimeTransport transport = rig.connect();
    lose("{\"lost\":\"deny\"}");
    CompletionStage<RuntimeDecision> lost = ask(transport, "{\"lost\":\"deny\"}");
    rig.time.advance(Duration.ofSeconds(60));
    assertThat(Await.await(lost).decision()).isEqualTo(RuntimeDecision.QUERY_FAILED);
    assertThat(rig.listener.isAvailable()).as("the answer may only be late").isTrue();
    CompletionStage<RuntimeDecision> denied = ask(transport, "{\"next\":\"deny\"}");
    CompletionStage<RuntimeDecision> allowed = ask(transport, "{\"next\":\"allow\"}");
    rig.time.hurry(false);
    rig.time.advance(Duration.ofSeconds(30));
    assertThat(Await.await(denied).decision()).isEqualTo(RuntimeDecision.CHANNEL_CLOSED);
    assertThat(Await.await(allowed).decision()).isEqualTo(RuntimeDecision.CHANNEL_CLOSED);
    rig.listener.awaitUnavailable(1);
    assertThat(rig.health().level()).isEqualTo(Health.Level.WARN);
    assertThat(rig.health().detail())
        .isEqualTo(
            "not connected: the oldest query had no answer for 90000 ms; its answer may be lost");
    rig.time.awaitBackoff(1);
    rig.time.advance(Duration.ofSeconds(5));
    RuntimeTransport next = rig.listener.awaitAvailable(2);
    assertOwn(next, "{\"n\":\"deny\"}", RuntimeDecision.DENY);
    assertOwn(next, "{\"n\":\"allow\"}", RuntimeDecision.ALLOW);
    assertThat(rig.health().level()).isEqualTo(Health.Level.OK);
  }

  /** Each denied call is followed by an allowed one, and each allowed call by a denied one. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void lostAnswerLeavesTheWholeBatchWithoutAnswers(int lost) throws IOException {
    RuntimeTransport transport = rig.connect();
    lose(numbered(lost));
    CompletionStage<RuntimeDecision> first = ask(transport, "{\"first\":\"deny\"}");
    List<CompletionStage<RuntimeDecision>> batch = new ArrayList<>();
    for (int n = 0; n < BATCH; n++) {
      batch.add(ask(transport, numbered(n)));
    }
    firstAnswer.complete(null);
    assertThat(Await.await(first).decision()).isEqualTo(RuntimeDecision.DENY);
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, BATCH + 2L);
    rig.runtime.stats().await(ConnectionStats.Event.ANSWERED, BATCH + 1L);
    rig.time.advance(Duration.ofSeconds(60));
    for (CompletionStage<RuntimeDecision> each : batch) {
      assertThat(Await.await(each).decision())
          .isIn(RuntimeDecision.QUERY_FAILED, RuntimeDecision.CONFLICT);
    }
    rig.time.advance(Duration.ofSeconds(30));
    RuntimeTransport next = rig.listener.awaitAvailable(2);
    for (int n = 0; n < BATCH; n++) {
      if (n != lost) {
        assertOwn(next, numbered(n), n % 2 == 0 ? RuntimeDecision.ALLOW : RuntimeDecision.DENY);
      }
    }
  }

  private static String numbered(int n) {
    return "{\"n\":%d,\"%s\":1}".formatted(n, n % 2 == 0 ? "allow" : "deny");
  }

  /** A lenient mode allows faults; a denial of an unknown call must not become a fault. */
  @Test
  void denialOfAnUnknownCallDeniesTheBatchInEveryMode() throws IOException {
    RuntimeTransport transport = rig.connect();
    lose("{\"lost\":1}");
    CompletionStage<RuntimeDecision> first = ask(transport, "{\"first\":\"allow\"}");
    CompletionStage<RuntimeDecision> lost = ask(transport, "{\"lost\":1}");
    CompletionStage<RuntimeDecision> other = ask(transport, "{\"other\":\"deny\"}");
    firstAnswer.complete(null);
    Await.await(first);
    rig.runtime.stats().await(ConnectionStats.Event.ANSWERED, 3);
    rig.runtime.hangUp();
    assertThat(Await.await(lost).decision()).isEqualTo(RuntimeDecision.CONFLICT);
    assertThat(Await.await(other).decision()).isEqualTo(RuntimeDecision.CONFLICT);
    assertThat(Await.await(other).reason()).contains("one answer was a denial");
  }

  @Test
  void queryOfTheNextBatchIsNeverSentAfterItsDeadline() throws IOException {
    RuntimeTransport transport = rig.connect();
    lose("");
    CompletionStage<RuntimeDecision> first = ask(transport, "{\"first\":\"allow\"}");
    CompletionStage<RuntimeDecision> urgent =
        transport.query(
            ToolCall.of("tool", "{\"urgent\":\"allow\"}")
                .stamped(
                    "urgent",
                    AgentIdentity.of(LinkRig.AGENT),
                    rig.time.now().plus(Duration.ofMillis(10))));
    CompletionStage<RuntimeDecision> cancelled = ask(transport, "{\"cancelled\":\"allow\"}");
    CompletionStage<RuntimeDecision> last = ask(transport, "{\"last\":\"deny\"}");
    rig.time.advance(Duration.ofMillis(10));
    cancelled.toCompletableFuture().cancel(false);
    assertThat(Await.await(urgent).decision()).isEqualTo(RuntimeDecision.QUERY_FAILED);
    firstAnswer.complete(null);
    assertThat(Await.await(first).decision()).isEqualTo(RuntimeDecision.ALLOW);
    assertThat(Await.await(last).reason()).isEqualTo("{\"last\":\"deny\"}");
    assertThat(rig.runtime.stats().count(ConnectionStats.Event.QUERY)).isEqualTo(3);
  }

  @Test
  void connectionIsClosedEarlierWhenTooManyAnswersAreMissing() throws IOException {
    rig.close();
    rig = new LinkRig(folder, LinkRig.settings(64, 4, 1 << 20));
    RuntimeTransport transport = rig.connect();
    lose("{\"lost\":1}");
    CompletionStage<RuntimeDecision> first = ask(transport, "{\"first\":\"allow\"}");
    for (int n = 0; n < 5; n++) {
      ask(transport, "{\"lost\":1}");
    }
    firstAnswer.complete(null);
    assertThat(Await.await(first).decision()).isEqualTo(RuntimeDecision.ALLOW);
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, 7);
    rig.time.advance(Duration.ofSeconds(60));
    RuntimeTransport next = rig.listener.awaitAvailable(2);
    assertThat(Await.await(ask(transport, "{}")).reason())
        .isEqualTo("5 queries were not answered in time");
    assertOwn(next, "{\"n\":\"allow\"}", RuntimeDecision.ALLOW);
  }
}
