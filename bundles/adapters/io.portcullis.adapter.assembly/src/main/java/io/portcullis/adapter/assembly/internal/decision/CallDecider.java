// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.decision;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whatever gate there is. Whatever is wrong with it, the answer is a denial: only an allow of
 * the gate that is still there, for the very call, without changes, is one. Thread-safe.
 */
public final class CallDecider {
  private static final Logger LOG = LoggerFactory.getLogger(CallDecider.class);

  /** Under way; to give it up again does nothing. */
  @FunctionalInterface
  public interface PendingDecision {
    /** Nobody waits for the answer any more. */
    void cancel();
  }

  /**
   * What is answered.
   *
   * @param response the answer
   * @param open what the gate must be told the end of, or null
   */
  public record Answer(PolicyResponse response, ToolGate.@Nullable Decision open) {}

  private static final PendingDecision NOTHING = () -> {};

  private final Supplier<@Nullable ToolGate> gates;
  private volatile boolean troubled;

  public CallDecider(Supplier<@Nullable ToolGate> gates) {
    this.gates = gates;
  }

  /** A denial of this adapter's own. */
  public static Answer deny(String why) {
    return new Answer(PolicyResponse.of(Decision.DENY, why, ""), null);
  }

  /**
   * Asks.
   *
   * @param then is told the answer in this thread or in one of the gate's; a gate that misbehaves
   *     may have it told again
   */
  public PendingDecision ask(ToolCall call, Consumer<Answer> then) {
    CompletionStage<ToolGate.Decision> stage;
    ToolGate gate;
    try {
      gate = gates.get();
      if (gate == null) {
        then.accept(deny("there is no gate that could allow it"));
        return NOTHING;
      }
      stage = gate.decide(call);
      if (stage == null) {
        then.accept(deny("the gate gave no decision"));
        return NOTHING;
      }
      stage.whenComplete(
          (decision, failure) -> then.accept(guarded(gate, call, decision, failure)));
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      then.accept(deny("the gate failed"));
      return NOTHING;
    }
    return () -> cancel(stage);
  }

  private static void cancel(CompletionStage<?> stage) {
    if (stage instanceof Future<?> future) {
      try {
        future.cancel(false);
      } catch (RuntimeException | LinkageError e) {
        LOG.debug("{} cannot be cancelled", stage.getClass().getName(), e);
      }
    }
  }

  private Answer guarded(
      ToolGate gate,
      ToolCall call,
      ToolGate.@Nullable Decision decision,
      @Nullable Throwable failure) {
    try {
      if (failure != null) {
        if (!(failure instanceof CancellationException)) {
          failed(failure);
        }
        return deny("the gate failed");
      }
      // A gate of another making may leave out what ours never does.
      if (decision == null || decision.verdict() == null || decision.call() == null) {
        return deny("the gate gave no decision");
      }
      return answer(gate, call, decision);
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      return deny("the gate failed");
    }
  }

  private Answer answer(ToolGate gate, ToolCall call, ToolGate.Decision decision) {
    Verdict verdict = decision.verdict();
    return switch (verdict.kind()) {
      case DENY ->
          new Answer(PolicyResponse.of(Decision.DENY, verdict.reason(), verdict.rule()), null);
      case PENDING -> deny("the gate did not wait for the approval");
      case ALLOW -> {
        ToolCall decided = decision.call();
        if (!decided.tool().equals(call.tool()) || decided.action() != call.action()) {
          yield new Answer(deny("the gate decided about another call").response(), decision);
        }
        List<RedactRule> changes =
            verdict instanceof Verdict.Allow allow
                ? allow.redactions().stream()
                    .map(change -> new RedactRule(change.path(), change.replacement()))
                    .toList()
                : List.of();
        if (!changes.isEmpty() || !decided.arguments().equals(call.arguments())) {
          yield new Answer(redacted(verdict, changes), decision);
        }
        if (gates.get() != gate) {
          yield new Answer(deny("the gate has left").response(), decision);
        }
        troubled = false;
        yield new Answer(
            PolicyResponse.of(Decision.ALLOW, verdict.reason(), verdict.rule()), decision);
      }
    };
  }

  /** SDKs disagree about REDACT, so it is never sent; aa-runtime makes the same of it. */
  private static PolicyResponse redacted(Verdict verdict, List<RedactRule> changes) {
    String reason = verdict.reason().isEmpty() ? "sensitive data detected" : verdict.reason();
    return new PolicyResponse(Decision.DENY.number(), reason, verdict.rule(), "", changes, 0);
  }

  /** Tells how it ended; nothing depends on whether that can be told. */
  public void report(ToolGate.Decision decision, ToolOutcome.Kind outcome) {
    try {
      ToolGate gate = gates.get();
      if (gate == null) {
        LOG.warn("no gate is there to take down the end of call {}", decision.call().id());
      } else {
        gate.report(decision, outcome);
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("the end of call {} was not taken down", decision.call().id(), e);
    }
  }

  private void failed(Throwable failure) {
    if (!troubled) {
      troubled = true;
      LOG.warn("the gate fails; queries are denied until it allows again", failure);
    }
  }
}
