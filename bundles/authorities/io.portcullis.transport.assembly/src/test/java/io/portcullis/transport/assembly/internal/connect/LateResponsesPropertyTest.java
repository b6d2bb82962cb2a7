// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In every order of asking, abandoning, cancelling, answering and disconnecting, an answer that
 * reaches a call belongs to its own query.
 */
class LateResponsesPropertyTest {
  private static final int RUNS =
      Integer.getInteger(
          "portcullis.assembly.interleavings",
          Boolean.getBoolean("portcullis.exhaustive") ? 500 : 20);
  private static final int STEPS = 300;
  private static final int SETTLED_EVERY = 20;

  @TempDir private Path folder;

  private record Asked(String arguments, CompletableFuture<RuntimeDecision> answer) {
    void settle() {
      CompletableFuture<Void> settled = new CompletableFuture<>();
      answer.whenComplete((decision, failure) -> settled.complete(null));
      Await.await(settled);
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, RUNS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyAnswerBelongsToItsOwnQuery(long seed) throws IOException {
    Random random = new Random(seed);
    ConcurrentLinkedQueue<CompletableFuture<Void>> held = new ConcurrentLinkedQueue<>();
    AtomicBoolean free = new AtomicBoolean();
    List<Asked> asked = new ArrayList<>();
    Deque<Asked> open = new ArrayDeque<>();
    try (LinkRig rig = new LinkRig(folder, LinkRig.settings(64, 8, 1 << 20))) {
      rig.runtime.answer(
          query -> {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            held.add(gate);
            if (free.get() || arguments(query).equals("{}")) {
              gate.complete(null); // the first query of a connection
            }
            return ScriptedReply.of(Decision.DENY, arguments(query)).heldUntil(gate);
          });
      rig.connect();
      for (int step = 0; step < STEPS; step++) {
        int dice = random.nextInt(100);
        if (step % SETTLED_EVERY == 0) {
          free.set(true);
          held.forEach(gate -> gate.complete(null));
          open.forEach(each -> each.settle());
          open.clear();
          held.clear();
          free.set(false);
        }
        if (dice < 50) {
          RuntimeTransport transport = rig.listener.awaitAvailable(1);
          ToolCall call = rig.call("{\"n\":" + step + "}");
          Asked next = new Asked(call.arguments(), transport.query(call).toCompletableFuture());
          asked.add(next);
          open.add(next);
        } else if (dice < 85) {
          CompletableFuture<Void> gate = held.poll();
          if (gate != null) {
            gate.complete(null);
          }
        } else if (dice < 92) {
          rig.time.advance(Duration.ofSeconds(random.nextInt(60)));
        } else if (dice < 98) {
          Asked cancelled = open.poll();
          if (cancelled != null) {
            cancelled.answer.cancel(false);
          }
        } else {
          held.forEach(gate -> gate.complete(null));
          int arrivals = rig.listener.arrivals();
          rig.runtime.hangUp();
          rig.listener.awaitAvailable(arrivals + 1);
        }
      }
      rig.link.close();
      held.forEach(gate -> gate.complete(null));
      int own = 0;
      for (Asked each : asked) {
        if (!each.answer.isCancelled()) {
          RuntimeDecision decision = Await.await(each.answer);
          if (RuntimeDecision.DENY.equals(decision.decision())) {
            assertThat(decision.reason()).isEqualTo(each.arguments);
            own++;
          } else {
            assertThat(decision.decision())
                .isIn(
                    RuntimeDecision.QUERY_FAILED,
                    RuntimeDecision.CHANNEL_CLOSED,
                    RuntimeDecision.CONFLICT, // a denial came, and its call is unknown
                    RuntimeDecision.SHUTDOWN);
          }
        }
      }
      assertThat(own).isPositive();
    }
  }

  private static String arguments(PolicyQuery query) {
    try {
      return ((ActionContext.ToolCall) query.context()).arguments().text();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }
}
