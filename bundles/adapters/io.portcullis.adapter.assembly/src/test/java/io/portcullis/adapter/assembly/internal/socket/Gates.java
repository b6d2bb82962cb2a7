// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.socket;

import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** A scripted gate. */
@NullMarked
final class Gates implements ToolGate {
  /** A query, and the stage that answers it. */
  record Asked(ToolCall call, CompletableFuture<@Nullable Decision> stage) {}

  /** The reports of the adapter. */
  record Report(String tool, ToolOutcome.Kind outcome) {}

  final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
  private final Function<Asked, @Nullable CompletionStage<@Nullable Decision>> script;

  Gates(Function<Asked, @Nullable CompletionStage<@Nullable Decision>> script) {
    this.script = script;
  }

  /** Allows all tools except "no". */
  static Gates deciding() {
    return new Gates(
        one ->
            CompletableFuture.completedFuture(
                one.call().tool().equals("no") ? deny(one.call()) : allow(one.call())));
  }

  /** Leaves each query open. */
  static Gates holding() {
    return new Gates(Asked::stage);
  }

  static Decision allow(ToolCall call) {
    return new Decision(
        call, new Verdict.Allow(Verdict.Basis.AUTHORITY, "fine", "tools.yes", List.of()));
  }

  static Decision redact(ToolCall call) {
    return new Decision(
        call.withArguments("{\"a\":\"[x]\"}"),
        new Verdict.Allow(
            Verdict.Basis.AUTHORITY, "", "scan", List.of(new Redaction("$.a", "[x]"))));
  }

  static Decision deny(ToolCall call) {
    return new Decision(call, new Verdict.Deny(Verdict.Basis.AUTHORITY, "tool denied", "tools.no"));
  }

  @Override
  @SuppressWarnings("NullAway") // a faulty gate
  public CompletionStage<Decision> decide(ToolCall call) {
    Asked one = new Asked(call, new CompletableFuture<>());
    asked.add(one);
    return (CompletionStage<Decision>) (CompletionStage<?>) script.apply(one);
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
