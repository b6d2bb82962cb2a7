// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolGate.Decision;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod.Direction;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.response.ResponseFilter;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.stdio.internal.line.LineWriter;
import io.portcullis.mcp.stdio.internal.relay.RequestRelay;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gate is notified when its decision is not needed any more. */
@Timeout(60) // against a test that hangs
class RelayCancellationTest {
  private static final String SAMPLING =
      Lines.request(3, "sampling/createMessage", "{\"messages\":[]}");

  private final ScriptedGate gate = new ScriptedGate();

  @Nested
  class AWaitingCall {
    private final SessionWire wire = new SessionWire(() -> gate);
    private final java.util.concurrent.BlockingQueue<CompletableFuture<Decision>> stages =
        gate.holding();

    @AfterEach
    void close() {
      wire.close();
    }

    private CompletableFuture<Decision> waits() throws InterruptedException {
      wire.client(Lines.call(1, "slow"));
      return stages.take();
    }

    @Test
    void waitingCallSurvivesTheCancellationOfAnotherRequest() throws InterruptedException {
      CompletableFuture<Decision> stage = waits();

      wire.client(Lines.cancel(2)).client(Lines.cancel("\"1\""));
      wire.client(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1,"
              + "\"RequestId\":1}}");

      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(stage).isNotDone();
    }

    @Test
    void waitingCallIsCancelledWhenTheSessionIsClosed() throws InterruptedException {
      CompletableFuture<Decision> stage = waits();

      wire.close();

      ScriptedGate.awaitCancelled(stage);
      assertThat(wire.atServer()).isNull();
    }

    @Test
    void waitingRequestOfTheServerIsCancelledWhenTheClientEnds() throws InterruptedException {
      wire.server(SAMPLING);
      CompletableFuture<Decision> stage = stages.take();

      wire.clientEnds();

      assertThat(wire.atServer()).isEqualTo(Lines.deniedRequest(3, DenialCode.CLOSED));
      assertThat(wire.atServer()).isNull();
      ScriptedGate.awaitCancelled(stage);
    }

    @Test
    void cancelledCallFreesItsIdAndItsRoom() throws InterruptedException {
      for (int i = 0; i < SessionLimits.DEFAULT.maxWaiting() + 10; i++) {
        CompletableFuture<Decision> stage = waits();
        wire.client(Lines.cancel(1));
        assertThat(stage.handle((decision, failure) -> failure).join()).isNotNull();
      }
    }
  }

  @Test
  void cancelledCallIsNotForwardedByALateDecision() throws InterruptedException {
    AtomicReference<CompletableFuture<Decision>> last = new AtomicReference<>();
    gate.script(
        call -> {
          CompletableFuture<Decision> stage =
              new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean interrupt) {
                  throw new IllegalStateException("cannot be cancelled");
                }
              };
          last.set(stage);
          return stage;
        });
    try (SessionWire wire = new SessionWire(() -> gate)) {
      wire.client(Lines.call(1, "slow")).client(Lines.cancel(1));
      assertThat(wire.serverGetsNothingMore()).isTrue();
      assertThat(wire.atClient()).contains("probe"); // so its id is free again

      last.get().complete(ScriptedGate.allow(gate.asked.take()));

      assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }
  }

  @Test
  void aCallThatIsDecidedAtOnceIsNotCancelled() {
    AtomicInteger cancels = new AtomicInteger();
    gate.script(
        call -> {
          CompletableFuture<Decision> stage =
              new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean interrupt) {
                  cancels.incrementAndGet();
                  return super.cancel(interrupt);
                }
              };
          stage.complete(ScriptedGate.allow(call));
          return stage;
        });
    try (SessionWire wire = new SessionWire(() -> gate)) {
      wire.client(Lines.call(1, "read"));
      assertThat(wire.atServer()).isEqualTo(Lines.call(1, "read"));
      wire.client(Lines.cancel(1));
      assertThat(wire.atServer()).isEqualTo(Lines.cancel(1));
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }
    assertThat(cancels).hasValue(0);
  }

  /** What only happens between two threads, in one. */
  @Nested
  class WhileItIsBeingAsked {
    private final MessageReader reader = new MessageReader(10_000);
    private final ByteArrayOutputStream atServer = new ByteArrayOutputStream();
    private final LineWriter toServer = new LineWriter(atServer, 10_000, () -> {});
    private final ByteArrayOutputStream atClient = new ByteArrayOutputStream();
    private final LineWriter toClient = new LineWriter(atClient, 10_000, () -> {});
    private final CompletableFuture<Decision> stage = new CompletableFuture<>();
    private final RequestRelay way = way();

    private RequestRelay way() {
      CallerContext party = new CallerContext(SessionWire.AGENT, "files");
      GateClient door = new GateClient(() -> gate, reader);
      DenialWriter denials = new DenialWriter(1, reader);
      ResponseFilter desk =
          new ResponseFilter(
              ResponseFilterOptions.NONE, party, door, denials, reader, Long.MAX_VALUE);
      return new RequestRelay(
          Direction.TO_SERVER, SessionLimits.DEFAULT, door, desk, denials, toClient, toServer);
    }

    private Message read(String line) {
      try {
        return reader.message(line);
      } catch (io.portcullis.mcp.jsonrpc.MalformedException e) {
        throw new AssertionError(e);
      }
    }

    private void request() {
      way.request((Message.Request) read(Lines.call(1, "slow")));
      toServer.settle();
      toClient.settle();
    }

    private void cancel() {
      way.cancel((Message.Notification) read(Lines.cancel(1)));
    }

    @Test
    void aCancellationReachesTheGateAfterwards() {
      gate.script(
          call -> {
            cancel();
            return stage;
          });

      request();

      assertThat(stage).isCancelled();
      assertThat(atServer.size()).isZero();
      assertThat(atClient.size()).isZero();
    }

    @Test
    void theEndOfTheSessionReachesTheGateAfterwards() {
      gate.script(
          call -> {
            way.close();
            return stage;
          });

      request();

      assertThat(stage).isCancelled();
      assertThat(atServer.size()).isZero();
      assertThat(atClient.toString(StandardCharsets.UTF_8))
          .isEqualTo(Lines.deniedTool(1, DenialCode.CLOSED) + '\n');
    }

    @Test
    void aCancellationTakesEffectEvenIfTheGateAllowsAtOnce() throws InterruptedException {
      gate.script(
          call -> {
            cancel();
            return CompletableFuture.completedFuture(ScriptedGate.allow(call));
          });

      request();

      assertThat(atServer.size()).isZero();
      assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
    }

    @Test
    void noLockIsHeldWhenTheGateIsCalled() {
      CompletableFuture<Boolean> seen = new CompletableFuture<>();
      gate.script(call -> stage);
      request();
      stage.whenComplete(
          (decision, failure) -> {
            // In another thread, which would wait for a lock that this one holds.
            Message.Request ping = (Message.Request) read(Lines.request(2, "ping", "{}"));
            seen.complete(
                CompletableFuture.supplyAsync(
                        () -> {
                          way.request(ping);
                          return way.isOpen(ping.id());
                        })
                    .join());
          });

      cancel();

      assertThat(seen).isCompletedWithValue(true);
    }
  }
}
