// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many calls that wait for a decision, and sides that do not read. */
@Timeout(60)
class PendingDecisionsTest {
  private static final int CALLS = 1_000;

  private final ScriptedGate gate = new ScriptedGate();

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("mcp-files-"))
        .collect(Collectors.toSet());
  }

  @Test
  void pendingDecisionsBlockNoThreadAndDelayNoOtherMessage() throws InterruptedException {
    BlockingQueue<CompletableFuture<ToolGate.Decision>> stages = gate.holding();
    try (SessionWire wire = new SessionWire(() -> gate)) {
      for (int i = 0; i < CALLS; i++) {
        wire.client(Lines.call(i, "t" + i));
      }
      List<CompletableFuture<ToolGate.Decision>> waiting = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        waiting.add(stages.take());
      }
      assertThat(threads())
          .containsExactlyInAnyOrder(
              "mcp-files-client-in",
              "mcp-files-server-in",
              "mcp-files-client-out",
              "mcp-files-server-out");
      assertThat(wire.serverGetsNothingMore()).isTrue();
      int i = 0;
      for (CompletableFuture<ToolGate.Decision> stage : waiting) {
        stage.complete(ScriptedGate.allow(ToolCall.of("t" + i++, "{\"path\":\"/tmp/x\"}")));
      }
      Set<String> forwarded = new HashSet<>();
      for (int n = 0; n < CALLS; n++) {
        forwarded.add(wire.atServer());
      }
      assertThat(forwarded).hasSize(CALLS);
    }
  }

  @Test
  void aServerThatDoesNotReadIsRefusedBeyondTheLimitWhileOthersWork() {
    SessionLimits few = new SessionLimits(1 << 20, 1 << 20, 4, 8, 1 << 20, 1 << 16);
    gate.holding();
    try (SessionWire stuck = new SessionWire(() -> gate, few);
        SessionWire other = new SessionWire(ScriptedGate::new)) {
      for (int i = 0; i < 5; i++) {
        stuck.client(Lines.call(i, "t"));
      }
      assertThat(stuck.atClient()).contains("\"id\":4").contains("\"busy\"");
      other.client(Lines.call(1, "t"));
      assertThat(other.atServer()).contains("tools/call");
    }
  }
}
