// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The three ways through the gate. The stage that each gives ends when the call has ended. */
public enum Form {
  RUN {
    @Override
    public CompletionStage<Ended> call(ToolGate gate, ToolCall call, ObservedTool tool) {
      return CompletableFuture.completedFuture(Ended.of(gate.run(call, tool)));
    }
  },
  RUN_ASYNC {
    @Override
    public CompletionStage<Ended> call(ToolGate gate, ToolCall call, ObservedTool tool) {
      return gate.runAsync(
              call, arguments -> CompletableFuture.completedFuture(tool.run(arguments)))
          .thenApply(Ended::of);
    }
  },
  /** What an adapter does whose tool runs elsewhere. */
  DECIDE {
    @Override
    public CompletionStage<Ended> call(ToolGate gate, ToolCall call, ObservedTool tool) {
      return gate.decide(call).thenApply(decision -> obey(gate, decision, tool));
    }
  };

  public abstract CompletionStage<Ended> call(ToolGate gate, ToolCall call, ObservedTool tool);

  private static Ended obey(ToolGate gate, ToolGate.Decision decision, ObservedTool tool) {
    if (decision.verdict().kind() != Verdict.Kind.ALLOW) {
      return Ended.denied(decision.verdict());
    }
    Ended ended;
    try {
      ended = Ended.of(new ToolOutcome.Completed<>(tool.run(decision.call().arguments())));
    } catch (Exception e) {
      ended = Ended.of(new ToolOutcome.Failed<>(e));
    }
    gate.report(decision, ended.kind());
    return ended;
  }
}
