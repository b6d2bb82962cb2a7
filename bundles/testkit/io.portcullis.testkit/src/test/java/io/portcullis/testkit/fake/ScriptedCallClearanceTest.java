// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.operations.CallClearance.Clearance;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScriptedCallClearanceTest {
  private static final ToolCall CALL = ToolCall.of("read_file", "{}");
  private final ScriptedCallClearance control = new ScriptedCallClearance();

  @Test
  void terminationReachesEarlyAndLateWatchers() {
    CompletableFuture<Void> waiting = control.termination(CALL).toCompletableFuture();
    assertThat(waiting).isNotDone();
    control.terminate();
    assertThat(waiting).isCompleted();
    assertThat(control.termination(CALL).toCompletableFuture()).isCompleted();
    assertThat(control.watching()).isZero();
  }

  @Test
  void terminationReachesPausedCalls() {
    control.pause();
    CompletableFuture<Clearance> paused = control.clearance(CALL).toCompletableFuture();
    control.terminate();
    assertThat(paused).isCompletedWithValue(Clearance.TERMINATED);
  }

  @Test
  void cancelledWatchersAreNotHeld() {
    CompletableFuture<Void> waiting = control.termination(CALL).toCompletableFuture();
    assertThat(control.watching()).isEqualTo(1);
    waiting.cancel(false);
    assertThat(control.watching()).isZero();
  }
}
