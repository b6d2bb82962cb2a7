// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** A gate that gives scripted decisions and records calls and reports. */
@NullMarked
final class ScriptedGate implements ToolGate {
  static final String RULE = "tools.shell";
  static final String RECORD = "call-1";
  static final String REASON = "policy text that must not leak";

  /** What was reported: the tool and how it ended. */
  record Report(String tool, ToolOutcome.Kind outcome) {}

  final LinkedBlockingQueue<ToolCall> asked = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Report> reports = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<ToolCall> previewed = new LinkedBlockingQueue<>();
  private volatile Function<ToolCall, @Nullable CompletionStage<Decision>> previewScript =
      call -> CompletableFuture.completedFuture(allow(call));
  private volatile Function<ToolCall, @Nullable CompletionStage<Decision>> script =
      call -> CompletableFuture.completedFuture(allow(call));

  static Decision allow(ToolCall call) {
    return new Decision(
        stamped(call), new Verdict.Allow(Verdict.Basis.AUTHORITY, REASON, "tools.*", List.of()));
  }

  static Decision deny(ToolCall call) {
    return deny(call, Verdict.Basis.AUTHORITY);
  }

  static Decision deny(ToolCall call, Verdict.Basis basis) {
    return new Decision(stamped(call), new Verdict.Deny(basis, REASON, RULE));
  }

  static ToolCall stamped(ToolCall call) {
    return call.stamped(RECORD, call.agent(), java.time.Instant.EPOCH);
  }

  ScriptedGate script(Function<ToolCall, @Nullable CompletionStage<Decision>> newScript) {
    script = newScript;
    return this;
  }

  ScriptedGate deciding(Function<ToolCall, @Nullable Decision> rule) {
    return script(call -> CompletableFuture.completedFuture(rule.apply(call)));
  }

  /** Each call waits; its stage is what the queue gives. */
  LinkedBlockingQueue<CompletableFuture<Decision>> holding() {
    LinkedBlockingQueue<CompletableFuture<Decision>> stages = new LinkedBlockingQueue<>();
    script(
        call -> {
          CompletableFuture<Decision> stage = new CompletableFuture<>();
          stages.add(stage);
          return stage;
        });
    return stages;
  }

  /** Waits until a decision is cancelled, perhaps by another thread than the one that caused it. */
  static void awaitCancelled(CompletableFuture<Decision> stage) {
    assertThatThrownBy(stage::join).isInstanceOf(CancellationException.class);
  }

  @Override
  @SuppressWarnings("NullAway") // a gate that misbehaves
  public CompletionStage<Decision> decide(ToolCall call) {
    asked.add(call);
    return script.apply(call);
  }

  /** What is said of previews. */
  ScriptedGate previewing(Function<ToolCall, @Nullable CompletionStage<Decision>> newScript) {
    previewScript = newScript;
    return this;
  }

  @Override
  @SuppressWarnings("NullAway") // a gate that misbehaves
  public CompletionStage<Decision> preview(ToolCall call) {
    previewed.add(call);
    return previewScript.apply(call);
  }

  @Override
  public void report(Decision decision, ToolOutcome.Kind outcome) {
    reports.add(new Report(decision.call().tool(), outcome));
  }

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
