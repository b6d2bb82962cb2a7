// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScriptedRuntimeTest {
  private static final ToolCall CALL =
      ToolCall.of("read_file", "{\"n\":1}").stamped("c-1", AgentIdentity.UNKNOWN, Instant.MAX);

  private final ScriptedRuntime runtime = new ScriptedRuntime();

  @Test
  void recordsAnAllowBeforeItIsDelivered() {
    DeferredAnswer held = DeferredAnswer.open();
    runtime.answer(held);
    CompletableFuture<Long> seen =
        runtime.query(CALL).thenApply(d -> runtime.ledger().allows()).toCompletableFuture();
    assertThat(runtime.ledger().allows()).isZero();
    held.release(ScriptedAnswer.allow());
    assertThat(seen.join()).isEqualTo(1);
  }

  @Test
  void recordsARedactionAsAnAllow() {
    runtime.answer(ScriptedAnswer.redact(new Redaction("/n", "x")));
    assertThat(runtime.query(CALL).toCompletableFuture().join().decision())
        .isEqualTo(RuntimeDecision.REDACT);
    runtime.ledger().executed(CALL.arguments());
    assertThat(runtime.ledger().offences()).isZero();
  }

  @Test
  void recordsNoDenial() {
    runtime.answer(ScriptedAnswer.deny("no"));
    assertThat(runtime.query(CALL).toCompletableFuture().join().reason()).isEqualTo("no");
    assertThat(runtime.ledger().allows()).isZero();
    assertThat(runtime.queries()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void recordsNoFault(RuntimeFault fault) {
    runtime.answer(fault);
    try {
      CompletionStage<RuntimeDecision> stage = runtime.query(CALL);
      if (stage != null) {
        assertThat(stage.toCompletableFuture().isDone())
            .isEqualTo(fault != RuntimeFault.NEVER_COMPLETES);
      }
    } catch (IllegalStateException | NoClassDefFoundError e) {
      assertThat(fault).isIn(RuntimeFault.THROWS, RuntimeFault.THROWS_LINKAGE_ERROR);
    }
    assertThat(runtime.ledger().allows()).isZero();
  }
}
