// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.decision;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import io.portcullis.support.concurrent.StageCancellation;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the current gate. Every fault becomes a denial: the only allow is one of a gate that is
 * still present, for the very call, without changes. Thread-safe.
 */
public final class CallDecider {
  private static final Logger LOG = LoggerFactory.getLogger(CallDecider.class);

  /** A pending decision; cancelling it twice has no effect. */
  @FunctionalInterface
  public interface PendingDecision {
    /** Cancels the decision, because its answer is not needed any more. */
    void cancel();
  }

  /**
   * The answer to a query.
   *
   * @param response the answer
   * @param open the decision whose end the gate must be notified of, or null
   */
  public record Answer(PolicyResponse response, ToolGate.@Nullable Decision open) {}

  private static final PendingDecision NOTHING = () -> {};

  private final Supplier<@Nullable ToolGate> gates;
  private volatile boolean troubled;

  public CallDecider(Supplier<@Nullable ToolGate> gates) {
    this.gates = gates;
  }

  /** Creates a denial by this adapter. */
  public static Answer deny(String why) {
    return new Answer(PolicyResponse.of(Decision.DENY, why, ""), null);
  }

  /**
   * Asks the gate.
   *
   * @param then receives the answer in this thread or in a thread of the gate; a faulty gate may
   *     call it twice
   */
  public PendingDecision ask(ToolCall call, Consumer<Answer> then) {
    try {
      ToolGate gate = gates.get();
      if (gate == null) {
        return deny("no gate is available that could allow it", then);
      }
      CompletionStage<ToolGate.Decision> stage = gate.decide(call);
      if (stage == null) {
        return deny("the gate gave no decision", then);
      }
      stage.whenComplete(
          (decision, failure) -> then.accept(guarded(gate, call, decision, failure)));
      return () -> StageCancellation.cancel(stage);
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      return deny("the gate failed", then);
    }
  }

  private static PendingDecision deny(String reason, Consumer<Answer> then) {
    then.accept(deny(reason));
    return NOTHING;
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
      // A foreign gate may omit what the gate of the engine always sets.
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
          new Answer(PolicyResponse.of(Decision.DENY, denialReason(verdict), verdict.rule()), null);
      case PENDING -> deny("the gate did not wait for the approval");
      case ALLOW -> allowed(gate, call, decision);
    };
  }

  private Answer allowed(ToolGate gate, ToolCall call, ToolGate.Decision decision) {
    Verdict verdict = decision.verdict();
    ToolCall decided = decision.call();
    if (!decided.tool().equals(call.tool()) || decided.action() != call.action()) {
      return new Answer(deny("the gate decided about another call").response(), decision);
    }
    List<RedactRule> changes = changes(verdict);
    if (!changes.isEmpty() || !decided.arguments().equals(call.arguments())) {
      return new Answer(redacted(verdict, changes), decision);
    }
    if (gates.get() != gate) {
      return new Answer(deny("the gate was stopped").response(), decision);
    }
    troubled = false;
    return new Answer(
        PolicyResponse.of(Decision.ALLOW, verdict.reason(), verdict.rule()), decision);
  }

  private static List<RedactRule> changes(Verdict verdict) {
    return verdict instanceof Verdict.Allow allow
        ? allow.redactions().stream()
            .map(change -> new RedactRule(change.path(), change.replacement()))
            .toList()
        : List.of();
  }

  /**
   * An SDK shows the reason to its agent, so the policy's text for the agent comes first. The
   * reason of a fault may name a rule and its place, which are not for an agent.
   */
  private static String denialReason(Verdict verdict) {
    if (!(verdict instanceof Verdict.Deny denial)) {
      return verdict.reason();
    }
    if (!denial.message().isEmpty()) {
      return denial.message();
    }
    return denial.cause() == DenialCause.FAULT
        ? "no authorization could be obtained"
        : denial.reason();
  }

  /** SDKs disagree about REDACT, so it is never sent; aa-runtime denies too. */
  private static PolicyResponse redacted(Verdict verdict, List<RedactRule> changes) {
    String reason = verdict.reason().isEmpty() ? "sensitive data detected" : verdict.reason();
    return new PolicyResponse(Decision.DENY.number(), reason, verdict.rule(), "", changes, 0);
  }

  /** Notifies the gate of the end of a call; a failure has no effect on the call. */
  public void report(ToolGate.Decision decision, ToolOutcome.Kind outcome) {
    try {
      ToolGate gate = gates.get();
      if (gate == null) {
        LOG.warn(
            "No gate is available, so the end of call {} is not recorded", decision.call().id());
      } else {
        gate.report(decision, outcome);
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("Cannot record the end of call {}", decision.call().id(), e);
    }
  }

  private void failed(Throwable failure) {
    if (!troubled) {
      troubled = true;
      LOG.warn(
          "The gate fails, so queries are denied until it works again; check its health", failure);
    }
  }
}
