// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.DenialCode;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelled calls, and the messages that follow a cancellation. */
@Timeout(60)
class StdioCancellationTest {
  private final ScriptedGate gate = new ScriptedGate();
  private final SessionWire wire = new SessionWire(() -> gate);

  @AfterEach
  void close() {
    wire.close();
  }

  /** A decision that ignores its cancellation. */
  private static final class Deaf extends CompletableFuture<ToolGate.Decision> {
    @Override
    public boolean cancel(boolean mayInterrupt) {
      return false;
    }
  }

  @Test
  void cancelsThePendingDecisionOfAWaitingCallAndOwesNoResponse() throws InterruptedException {
    BlockingQueue<CompletableFuture<ToolGate.Decision>> stages = gate.holding();
    wire.client(Lines.call(1, "t"));
    CompletableFuture<ToolGate.Decision> stage = stages.take();
    wire.client(Lines.cancel(1));
    assertThat(wire.serverGetsNothingMore()).isTrue();
    ScriptedGate.awaitCancelled(stage);
    assertThat(wire.atClient()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"probe\",\"result\":{}}");
  }

  @Test
  void forwardsNothingWhenTheAllowComesLater() throws InterruptedException {
    Deaf stage = new Deaf();
    gate.script(call -> stage);
    wire.client(Lines.call(1, "t")).client(Lines.cancel(1));
    assertThat(wire.serverGetsNothingMore()).isTrue();
    assertThat(wire.atClient()).contains("probe");
    stage.complete(ScriptedGate.allow(gate.asked.take()));
    assertThat(wire.serverGetsNothingMore()).isTrue();
    assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
  }

  @Test
  void forwardsTheCancellationOfAForwardedCallAndDropsItsResponse() throws InterruptedException {
    wire.client(Lines.call(1, "t"));
    assertThat(wire.atServer()).contains("tools/call");
    wire.client(Lines.cancel(1));
    assertThat(wire.atServer()).isEqualTo(Lines.cancel(1));
    assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.FAILED);
    wire.server(Lines.result(1));
    assertThat(wire.clientGetsNothingMore()).isTrue();
    assertThat(gate.reports).isEmpty();
  }

  @Test
  void freesTheIdForAnotherCall() throws InterruptedException {
    BlockingQueue<CompletableFuture<ToolGate.Decision>> stages = gate.holding();
    wire.client(Lines.call(1, "t"));
    assertThat(stages.take()).isNotDone(); // only now is the gate done with being asked
    wire.client(Lines.cancel(1));
    gate.deciding(ScriptedGate::allow);
    wire.client(Lines.call(1, "again"));
    assertThat(wire.atServer()).contains("again");
    wire.server(Lines.result(1));
    assertThat(wire.atClient()).isEqualTo(Lines.result(1));
  }

  @Test
  void aCancellationOfAnUnknownRequestIsNotForwarded() {
    wire.client(Lines.cancel(99)).client(Lines.cancel("\"1\"")).client(Lines.cancel("null"));
    assertThat(wire.serverGetsNothingMore()).isTrue();
  }

  @Test
  void worksForRequestsOfTheServerToo() throws InterruptedException {
    BlockingQueue<CompletableFuture<ToolGate.Decision>> stages = gate.holding();
    wire.server(Lines.request(7, "sampling/createMessage", "{\"messages\":[]}"));
    CompletableFuture<ToolGate.Decision> stage = stages.take();
    wire.server(Lines.cancel(7));
    assertThat(wire.clientGetsNothingMore()).isTrue();
    ScriptedGate.awaitCancelled(stage);
  }

  @Test
  void cancelsAllWaitingRequestsWhenTheClientEnds() throws InterruptedException {
    BlockingQueue<CompletableFuture<ToolGate.Decision>> stages = gate.holding();
    wire.client(Lines.call(1, "t")).client(Lines.call(2, "t"));
    List<CompletableFuture<ToolGate.Decision>> both = List.of(stages.take(), stages.take());
    wire.clientEnds();
    assertThat(wire.atServer()).isNull();
    both.forEach(ScriptedGate::awaitCancelled);
  }

  @Test
  void cancelsAllWaitingRequestsWhenTheServerEnds() throws InterruptedException {
    BlockingQueue<CompletableFuture<ToolGate.Decision>> stages = gate.holding();
    wire.client(Lines.call(1, "t"));
    CompletableFuture<ToolGate.Decision> stage = stages.take();
    wire.serverEnds();
    assertThat(wire.atClient()).isEqualTo(Lines.deniedTool(1, DenialCode.CLOSED));
    wire.awaitEnd();
    ScriptedGate.awaitCancelled(stage);
  }

  @Test
  void closingTheSessionReportsForwardedRequestsAsFailedOnce() throws InterruptedException {
    wire.client(Lines.call(1, "t"));
    assertThat(wire.atServer()).contains("tools/call");
    wire.serverEnds();
    wire.awaitEnd();
    wire.close();
    assertThat(gate.reports.take())
        .isEqualTo(new ScriptedGate.Report("t", ToolOutcome.Kind.FAILED));
    assertThat(gate.reports).isEmpty();
  }

  @Test
  void closingTheSessionForwardsNoRequestAllowedLater() throws InterruptedException {
    Deaf stage = new Deaf();
    gate.script(call -> stage);
    wire.client(Lines.call(1, "t"));
    ToolCall asked = gate.asked.take();
    wire.close();
    stage.complete(ScriptedGate.allow(asked));
    assertThat(gate.reports.take().outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(wire.atServer()).isNull();
  }
}
