// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.support.concurrent.StageCancellation;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client of the gate that denies on every fault of the gate. Thread-safe. */
public final class GateClient {

  /**
   * The answer of the gate about one request.
   *
   * @param decision the decision, or null if the gate made none
   * @param denial the denial, or null if the request may be forwarded
   * @param text the text to forward; empty for a denial
   */
  public record GateAnswer(
      ToolGate.@Nullable Decision decision, @Nullable Denial denial, String text) {
    private static GateAnswer denied(DenialCode code) {
      return new GateAnswer(null, Denial.of(code), "");
    }

    /**
     * Checks whether the gate allowed the call.
     *
     * @return true also for an allowed request that cannot be forwarded
     */
    public boolean allowed() {
      return decision != null && decision.verdict().kind() == Verdict.Kind.ALLOW;
    }
  }

  /** A pending decision that is not pending any more; cancelling it does nothing. */
  public static final PendingDecision NO_PENDING_DECISION = () -> {};

  private static final Logger LOG = LoggerFactory.getLogger(GateClient.class);

  private final Supplier<@Nullable ToolGate> gates;
  private final MessageReader reader;
  private volatile boolean failing;

  /**
   * Creates a client.
   *
   * @param gates supplies the gate, or null while none is available
   * @param reader reads redacted messages again
   */
  public GateClient(Supplier<@Nullable ToolGate> gates, MessageReader reader) {
    this.gates = gates;
    this.reader = reader;
  }

  /** A decision that the gate has not made yet. */
  @FunctionalInterface
  public interface PendingDecision {
    /** Withdraws the question. Does not block; a second call does nothing. */
    void cancel();
  }

  /**
   * Asks the gate about a request. The answer comes at once or later, and from a faulty gate more
   * than once.
   *
   * @param request the request
   * @param then takes the answer, in the calling thread or a thread of the gate; must not block or
   *     throw
   * @return the pending decision; {@code then} may be called even after it was cancelled
   */
  public PendingDecision ask(GovernedRequest request, Consumer<GateAnswer> then) {
    return ask(request.call(), decided -> request.forwarded(decided, reader), then);
  }

  /** Writes the arguments that the gate decided into the message. */
  @FunctionalInterface
  public interface Rewriting {
    /**
     * Returns the message with other arguments.
     *
     * @param decided the arguments after redaction
     * @return the message
     * @throws GovernedRequest.Unfit if the arguments do not fit the message
     */
    String text(String decided) throws GovernedRequest.Unfit;
  }

  /**
   * Asks the gate about a call that is not a request.
   *
   * @param call the call
   * @param rewriting writes the decided arguments into the message
   * @param then takes the answer, as above
   * @return the pending decision, as above
   */
  public PendingDecision ask(ToolCall call, Rewriting rewriting, Consumer<GateAnswer> then) {
    CompletionStage<ToolGate.Decision> stage;
    try {
      ToolGate gate = gates.get();
      if (gate == null) {
        return deny(DenialCode.NO_GATE, then);
      }
      stage = gate.decide(call);
    } catch (RuntimeException | LinkageError e) {
      noteFailure(e);
      return deny(DenialCode.FAULT, then);
    }
    return stage == null ? deny(DenialCode.FAULT, then) : await(stage, call, rewriting, then);
  }

  private PendingDecision await(
      CompletionStage<ToolGate.Decision> stage,
      ToolCall call,
      Rewriting rewriting,
      Consumer<GateAnswer> then) {
    try {
      stage.whenComplete(
          (decision, failure) -> {
            if (failure != null && !(failure instanceof CancellationException)) {
              noteFailure(failure);
            }
            then.accept(guarded(call, rewriting, failure == null ? decision : null));
          });
    } catch (RuntimeException | LinkageError e) {
      noteFailure(e);
      return deny(DenialCode.FAULT, then);
    }
    return () -> StageCancellation.cancel(stage);
  }

  private static PendingDecision deny(DenialCode code, Consumer<GateAnswer> then) {
    then.accept(GateAnswer.denied(code));
    return NO_PENDING_DECISION;
  }

  /**
   * Asks the gate for a preview: whether the authority would deny a call. A preview is not
   * recorded. Any other outcome, and any fault, counts as not denied.
   *
   * @param call the call
   * @param then takes the answer, as above
   * @return the pending preview, as above
   */
  public PendingDecision preview(ToolCall call, Consumer<Boolean> then) {
    try {
      ToolGate gate = gates.get();
      CompletionStage<ToolGate.Decision> stage = gate == null ? null : gate.preview(call);
      if (stage == null) {
        then.accept(false);
        return NO_PENDING_DECISION;
      }
      stage.whenComplete(
          (decision, failure) ->
              then.accept(failure == null && deniedWithAuthority(call, decision)));
      return () -> StageCancellation.cancel(stage);
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("The gate gave no preview of {}", call.tool(), e);
      then.accept(false);
      return NO_PENDING_DECISION;
    }
  }

  private static boolean deniedWithAuthority(ToolCall call, ToolGate.@Nullable Decision decision) {
    return decision != null
        && decision.call() != null
        && decision.call().tool().equals(call.tool())
        && decision.verdict() instanceof Verdict.Deny denial
        && denial.basis() == Verdict.Basis.AUTHORITY;
  }

  /** Denies after an exception, which the stage would swallow, so that an answer always comes. */
  private GateAnswer guarded(
      ToolCall call, Rewriting rewriting, ToolGate.@Nullable Decision decision) {
    try {
      return answer(call, rewriting, decision);
    } catch (RuntimeException | LinkageError e) {
      noteFailure(e);
      return GateAnswer.denied(DenialCode.FAULT);
    }
  }

  private GateAnswer answer(
      ToolCall call, Rewriting rewriting, ToolGate.@Nullable Decision decision) {
    // Another implementation of the gate may leave these out.
    if (decision == null || decision.verdict() == null || decision.call() == null) {
      return GateAnswer.denied(DenialCode.FAULT);
    }
    failing = false;
    Verdict verdict = decision.verdict();
    DenialCode code = denialCode(call, decision);
    if (code != null) {
      return new GateAnswer(
          decision, new Denial(code, verdict.rule(), decision.call().id(), message(verdict)), "");
    }
    try {
      return new GateAnswer(decision, null, rewriting.text(decision.call().arguments()));
    } catch (GovernedRequest.Unfit e) {
      Denial denial = new Denial(e.code(), verdict.rule(), decision.call().id());
      return new GateAnswer(decision, denial, "");
    }
  }

  private @Nullable DenialCode denialCode(ToolCall call, ToolGate.Decision decision) {
    return switch (decision.verdict().kind()) {
      case ALLOW -> stillThere(call, decision);
      case DENY -> denialCode(decision.verdict());
      case PENDING -> DenialCode.FAULT;
    };
  }

  /** Accepts an allow only for the call in question, and only while a gate is available. */
  private @Nullable DenialCode stillThere(ToolCall call, ToolGate.Decision decision) {
    if (!decision.call().tool().equals(call.tool()) || decision.call().action() != call.action()) {
      return DenialCode.FAULT;
    }
    try {
      return gates.get() == null ? DenialCode.NO_GATE : null;
    } catch (RuntimeException | LinkageError e) {
      noteFailure(e);
      return DenialCode.NO_GATE;
    }
  }

  private static String message(Verdict verdict) {
    return verdict instanceof Verdict.Deny denial ? denial.message() : "";
  }

  private static DenialCode denialCode(Verdict verdict) {
    return verdict instanceof Verdict.Deny denial
        ? DenialCode.of(denial.cause())
        : DenialCode.FAULT;
  }

  /**
   * Reports the outcome of a call to the gate. A failure to report is only logged.
   *
   * @param decision the decision of the gate
   * @param outcome the outcome
   */
  public void report(ToolGate.Decision decision, ToolOutcome.Kind outcome) {
    try {
      ToolGate gate = gates.get();
      if (gate == null) {
        LOG.warn(
            "Cannot report the outcome of call {}: no gate is available", decision.call().id());
      } else {
        gate.report(decision, outcome);
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("Cannot report the outcome of call {}", decision.call().id(), e);
    }
  }

  private void noteFailure(Throwable failure) {
    if (!failing) {
      failing = true;
      LOG.warn("The gate fails; requests are denied until it decides again", failure);
    }
  }
}
