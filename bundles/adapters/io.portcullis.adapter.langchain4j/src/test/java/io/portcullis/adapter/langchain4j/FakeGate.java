// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A scripted gate that records its calls. */
public final class FakeGate implements ToolGate {
  private static final Verdict ALLOW =
      new Verdict.Allow(Verdict.Basis.AUTHORITY, "allowed by the test", "", List.of());

  private final List<ToolCall> asked = new CopyOnWriteArrayList<>();
  private volatile Function<ToolCall, Verdict> rule = call -> ALLOW;
  private volatile UnaryOperator<String> redaction = UnaryOperator.identity();

  public static Verdict allow() {
    return ALLOW;
  }

  public static Verdict deny(String reason) {
    return new Verdict.Deny(Verdict.Basis.AUTHORITY, reason, "a rule");
  }

  public FakeGate deciding(Function<ToolCall, Verdict> newRule) {
    rule = newRule;
    return this;
  }

  public FakeGate denying(String tool, String reason) {
    return deciding(call -> call.tool().equals(tool) ? deny(reason) : ALLOW);
  }

  public FakeGate redacting(UnaryOperator<String> newRedaction) {
    redaction = newRedaction;
    return this;
  }

  public List<ToolCall> asked() {
    return asked;
  }

  @Override
  public <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, Tool<T> tool) {
    asked.add(call);
    Verdict verdict = rule.apply(call);
    if (verdict instanceof Verdict.Deny deny) {
      return new ToolOutcome.Denied<>(deny);
    }
    try {
      return new ToolOutcome.Completed<>(tool.run(redaction.apply(call.arguments())));
    } catch (Throwable e) {
      return new ToolOutcome.Failed<>(e);
    }
  }

  @Override
  public <T extends @Nullable Object> CompletionStage<ToolOutcome<T>> runAsync(
      ToolCall call, Tool<? extends CompletionStage<T>> tool) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Decision> decide(ToolCall call) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void report(Decision decision, ToolOutcome.Kind outcome) {
    throw new UnsupportedOperationException();
  }
}
