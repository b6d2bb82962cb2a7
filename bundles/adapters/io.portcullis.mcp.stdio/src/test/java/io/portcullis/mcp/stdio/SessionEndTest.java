// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate.Decision;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that is killed shows as the end of its stream; what was under way is accounted for. */
@Timeout(60) // against a test that hangs
class SessionEndTest {
  private static final int ROUNDS =
      Integer.getInteger(
          "portcullis.mcp.rounds", Boolean.getBoolean("portcullis.exhaustive") ? 1_000 : 100);

  private final ScriptedGate gate = new ScriptedGate();
  private final SessionWire wire = new SessionWire(() -> gate);

  @AfterEach
  void close() {
    wire.close();
  }

  private void reportedOnceAsFailed() throws InterruptedException {
    assertThat(gate.reports.take())
        .isEqualTo(new ScriptedGate.Report("read", ToolOutcome.Kind.FAILED));
    assertThat(gate.reports).isEmpty();
  }

  /** Calls wait in a gate that cannot give them up. */
  private LinkedBlockingQueue<CompletableFuture<Decision>> stubborn() {
    LinkedBlockingQueue<CompletableFuture<Decision>> stages = new LinkedBlockingQueue<>();
    gate.script(
        call -> {
          CompletableFuture<Decision> stage =
              new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean interrupt) {
                  return false;
                }
              };
          stages.add(stage);
          return stage;
        });
    return stages;
  }

  @Nested
  class WhenTheServerIsGone {

    @Test
    void forwardedRequestsAreReportedOnceBeforeTheEnd() throws InterruptedException {
      wire.client(Lines.call(1, "read")).atServer();
      CompletableFuture<Integer> reportsAtTheEnd =
          wire.session.ended().thenApply(end -> gate.reports.size()).toCompletableFuture();

      wire.serverEnds();

      assertThat(reportsAtTheEnd.join()).isEqualTo(1);
      reportedOnceAsFailed();
      assertThat(wire.atClient()).isNull();
    }

    @Test
    void forwardedRequestsAreReportedBeforeAClosedSessionEnds() throws InterruptedException {
      wire.client(Lines.call(1, "read")).atServer();
      CompletableFuture<Integer> reportsAtTheEnd =
          wire.session.ended().thenApply(end -> gate.reports.size()).toCompletableFuture();

      wire.close();

      assertThat(reportsAtTheEnd).isCompletedWithValue(1);
      reportedOnceAsFailed();
    }

    @Test
    void forwardedRequestsAreReportedEvenIfTheClientNeverReads() throws InterruptedException {
      try (SessionWire narrow = new SessionWire(() -> gate, SessionLimits.DEFAULT, 200)) {
        narrow.client(Lines.call(1, "read")).atServer();
        gate.asked.take();
        var stages = gate.holding();
        narrow.client(Lines.call(2, "other"));
        stages.take().complete(ScriptedGate.deny(gate.asked.take()));
        narrow.clientHears.awaitBlockedWriter(); // the denial is longer than the pipe

        narrow.serverEnds();

        reportedOnceAsFailed();
      }
    }

    @Test
    void nothingIsForwardedAnyMore() throws InterruptedException {
      var stages = stubborn();
      wire.client(Lines.call(1, "read"));
      ToolCall asked = gate.asked.take();
      wire.serverEnds();
      assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.CLOSED));

      stages.take().complete(ScriptedGate.allow(asked));

      assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
      assertThat(wire.atServer()).isNull();
    }
  }

  @Nested
  class WhenTheClientIsGone {

    @Test
    void waitingRequestsAreNeverForwarded() throws InterruptedException {
      var stages = stubborn();
      wire.client(Lines.call(1, "read"));
      ToolCall asked = gate.asked.take();
      wire.clientEnds();
      assertThat(wire.atServer()).isNull();

      stages.take().complete(ScriptedGate.allow(asked));

      assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
      assertThat(wire.atServer()).isNull();
    }

    @Test
    void forwardedRequestsAreReportedOnceWhenTheServerEndsToo() throws InterruptedException {
      wire.client(Lines.call(1, "read")).atServer();
      wire.clientEnds();
      assertThat(wire.atServer()).isNull();

      wire.serverEnds();

      wire.awaitEnd();
      reportedOnceAsFailed();
    }

    @Test
    void lateResponsesOfTheServerAreReported() throws InterruptedException {
      wire.client(Lines.call(1, "read")).atServer();
      wire.clientEnds();
      wire.clientHears.cut();

      wire.server(Lines.result(1));

      wire.awaitEnd();
      assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
      assertThat(gate.reports).isEmpty();
    }

    @Test
    void requestsOfTheServerAreDeniedWithoutAskingTheGate() throws InterruptedException {
      wire.clientEnds();
      assertThat(wire.atServer()).isNull();

      wire.server(Lines.request(3, "sampling/createMessage", "{\"messages\":[]}"));
      wire.serverEnds();

      assertThat(wire.awaitEnd()).isNotNull();
      assertThat(gate.asked).isEmpty();
    }
  }

  @Test
  void reportsEachCallOnceHoweverTheEndsMeet() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      ScriptedGate counting = new ScriptedGate();
      try (SessionWire racing = new SessionWire(() -> counting)) {
        for (int id = 0; id < 4; id++) {
          racing.client(Lines.call(id, "read")).atServer();
        }
        CyclicBarrier together = new CyclicBarrier(4);
        CompletableFuture.allOf(
                at(together, racing::serverEnds),
                at(together, racing::clientEnds),
                at(together, racing::close),
                at(together, () -> quietly(() -> racing.client(Lines.cancel(2)))))
            .join();
        racing.awaitEnd();
        assertThat(counting.reports)
            .hasSize(4)
            .containsOnly(new ScriptedGate.Report("read", ToolOutcome.Kind.FAILED));
      }
    }
  }

  private static CompletableFuture<Void> at(CyclicBarrier barrier, Runnable step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                barrier.await();
                step.run();
                done.complete(null);
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    thread.start();
    return done;
  }

  private static void quietly(Runnable step) {
    try {
      step.run();
    } catch (java.io.UncheckedIOException e) {
      // The other side was faster.
    }
  }

  @Test
  void refusesTheIdOfACancelledRequestUntilItsLateResponseCame() {
    wire.client(Lines.call(1, "read")).atServer();
    wire.client(Lines.cancel(1)).atServer();

    wire.client(Lines.call(1, "other"));
    assertThat(wire.atClient()).contains("duplicate_id");
    assertThat(gate.asked).hasSize(1);

    wire.server(Lines.result(1));
    assertThat(wire.clientGetsNothingMore()).isTrue();
    wire.client(Lines.call(1, "other"));
    assertThat(wire.atServer()).isEqualTo(Lines.call(1, "other"));
  }

  @Test
  void deniesInTimeWhenTheServerDoesNotRead() throws InterruptedException {
    gate.deciding(
        call -> call.tool().equals("no") ? ScriptedGate.deny(call) : ScriptedGate.allow(call));
    SessionLimits limits = SessionLimits.DEFAULT;
    try (SessionWire narrow = new SessionWire(() -> gate, limits, 300)) {
      narrow.client(Lines.request(0, "initialize", "{}")).atServer();
      narrow
          .server("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-03-26\"}}")
          .atClient();

      // In one line, so that the denial is there before the thread that reads is held up.
      narrow.client(
          "["
              + Lines.call(1, "yes", "{\"a\":\"" + "x".repeat(1_000) + "\"}")
              + ","
              + Lines.call(2, "no")
              + "]");
      narrow.serverHears.awaitBlockedWriter();

      assertThat(narrow.atClient()).isEqualTo(deniedByRule(2));
    }
  }

  private static String deniedByRule(int id) {
    return Lines.deniedTool(id, DenialCode.DENIED, ScriptedGate.RULE, ScriptedGate.RECORD, false);
  }
}
