// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in the thread of a gate, where nobody would hear of it. */
class GateClientTest {
  private static final ToolCall CALL = ToolCall.of("read", "{}");

  private final CompletableFuture<ToolGate.Decision> stage = new CompletableFuture<>();
  private final List<GateClient.GateAnswer> answers = new ArrayList<>();

  private static final class OneGate implements ToolGate {
    private final CompletionStage<Decision> stage;

    OneGate(CompletionStage<Decision> stage) {
      this.stage = stage;
    }

    @Override
    public CompletionStage<Decision> decide(ToolCall call) {
      return stage;
    }

    @Override
    public void report(Decision decision, ToolOutcome.Kind outcome) {}

    @Override
    public <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, Tool<T> tool) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends @Nullable Object> CompletionStage<ToolOutcome<T>> runAsync(
        ToolCall call, Tool<? extends CompletionStage<T>> tool) {
      throw new UnsupportedOperationException();
    }
  }

  private void ask(RuntimeException thrown) {
    ToolGate gate = new OneGate(stage);
    new GateClient(() -> gate, new MessageReader(1_000))
        .ask(
            CALL,
            decided -> {
              throw thrown;
            },
            answers::add);
  }

  private void allow() {
    Verdict allow = new Verdict.Allow(Verdict.Basis.AUTHORITY, "reason", "rule", List.of());
    stage.complete(new ToolGate.Decision(CALL, allow));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isNoOnceWhenTheRewritingFails(boolean atOnce) {
    if (atOnce) {
      allow();
    }
    ask(new IllegalStateException("a fault of ours"));
    allow();

    assertThat(answers).hasSize(1);
    Denial denial = answers.get(0).denial();
    assertThat(denial).isEqualTo(Denial.of(DenialCode.FAULT));
  }

  @Test
  void deniesWhenTheStageFails() {
    ask(new IllegalStateException("never reached"));
    stage.completeExceptionally(new IllegalStateException("a fault of the gate"));

    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).denial()).isEqualTo(Denial.of(DenialCode.FAULT));
  }

  @Test
  void denialCarriesThePolicysTextForTheAgentButNotItsReason() {
    ask(new IllegalStateException("never reached"));
    Verdict.Deny deny =
        new Verdict.Deny(Verdict.Basis.AUTHORITY, "secret reason", "no-mail")
            .withMessage("Ask the desk.");
    stage.complete(new ToolGate.Decision(CALL, deny));

    Denial denial = answers.get(0).denial();
    assertThat(denial.message()).isEqualTo("Ask the desk.");
    assertThat(denial.text())
        .startsWith(DenialCode.DENIED.text())
        .endsWith(" Ask the desk.")
        .doesNotContain("secret reason");
  }
}
