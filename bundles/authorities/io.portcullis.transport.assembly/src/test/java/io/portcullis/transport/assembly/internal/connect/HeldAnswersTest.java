// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ConnectionStats;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch of answers whose first caller runs a long tool in the thread that delivers them. */
class HeldAnswersTest {
  private static final int BATCH = 16;

  @TempDir private Path folder;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CompletableFuture<Void> holding = new CompletableFuture<>();
  private final CompletableFuture<Void> gate = new CompletableFuture<>();
  private final CompletableFuture<Void> batchGate = new CompletableFuture<>();
  private final List<CompletionStage<RuntimeDecision>> behind = new ArrayList<>();
  private final CompletableFuture<Boolean> knownAtLast = new CompletableFuture<>();
  private LinkRig rig;
  private RuntimeTransport transport;

  @BeforeEach
  void open() throws IOException {
    rig = new LinkRig(folder);
    rig.time.hurry(false);
    transport = rig.connect();
  }

  @AfterEach
  void close() throws IOException {
    held.countDown();
    gate.complete(null);
    batchGate.complete(null);
    rig.close();
  }

  /** Asks one query, then a batch behind it, whose last query gets this reply. */
  private void askBatch(ScriptedReply last) {
    AtomicInteger count = new AtomicInteger();
    rig.runtime.answer(
        query -> {
          int n = count.getAndIncrement();
          ScriptedReply reply = n == BATCH ? last : ScriptedReply.of(Decision.ALLOW, "");
          return reply.heldUntil(n == 0 ? gate : batchGate);
        });
    CompletionStage<RuntimeDecision> first = rig.ask(transport);
    CompletionStage<RuntimeDecision> holder =
        rig.ask(transport)
            .whenComplete(
                (decision, failure) -> {
                  holding.complete(null);
                  Await.await(held);
                });
    assertThat(holder.toCompletableFuture()).isNotDone();
    for (int n = 1; n < BATCH; n++) {
      behind.add(rig.ask(transport));
    }
    behind
        .get(BATCH - 2)
        .whenComplete((decision, failure) -> knownAtLast.complete(rig.listener.isAvailable()));
    gate.complete(null);
    assertThat(Await.await(first).decision()).isEqualTo(RuntimeDecision.ALLOW);
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, 3);
    batchGate.complete(null);
    Await.await(holding);
  }

  @Test
  void answersBehindALongToolReachTheirCalls() {
    askBatch(ScriptedReply.of(Decision.DENY, "own"));
    for (CompletionStage<RuntimeDecision> each : behind.subList(0, BATCH - 2)) {
      assertThat(Await.await(each).decision()).isEqualTo(RuntimeDecision.ALLOW);
    }
    assertThat(Await.await(behind.get(BATCH - 2)).reason()).isEqualTo("own");
    assertThat(rig.answer(transport).decision())
        .as("the link goes on")
        .isIn(RuntimeDecision.ALLOW, RuntimeDecision.DENY);
  }

  @Test
  void answersBehindALongToolReachTheirCallsWhenTheTransportIsUnloaded() {
    askBatch(ScriptedReply.of(Decision.DENY, "own"));
    rig.link.close();
    rig.threads.close();
    for (CompletionStage<RuntimeDecision> each : behind) {
      assertThat(Await.await(each).decision()).isIn(RuntimeDecision.ALLOW, RuntimeDecision.DENY);
    }
  }

  /** A lenient mode allows the calls of a departed transport. */
  @Test
  void denialBehindALongToolReachesItsCallBeforeTheTransportIsUnavailable() {
    askBatch(ScriptedReply.of(Decision.DENY, "own").thenHangUp());
    assertThat(Await.await(behind.get(BATCH - 2)).decision()).isEqualTo(RuntimeDecision.DENY);
    assertThat(Await.await(knownAtLast)).isTrue();
    rig.listener.awaitUnavailable(1);
  }
}
