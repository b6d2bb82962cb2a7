// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gate as a session uses it: whatever is wrong with it, the answer is no. Thread-safe. */
public final class GateClient {

  /**
   * What the gate said of a request.
   *
   * @param decision its decision, if it made one
   * @param denial why the request is not forwarded, or null
   * @param text what is forwarded; empty if nothing is
   */
  public record GateAnswer(
      ToolGate.@Nullable Decision decision, @Nullable Denial denial, String text) {
    private static GateAnswer no(DenialCode code) {
      return new GateAnswer(null, Denial.of(code), "");
    }

    /**
     * Whether the gate let it run.
     *
     * @return whether it said so, even if it cannot be forwarded
     */
    public boolean allowed() {
      return decision != null && decision.verdict().kind() == Verdict.Kind.ALLOW;
    }
  }

  public static final PendingDecision NO_PENDING_DECISION = () -> {};

  private static final Logger LOG = LoggerFactory.getLogger(GateClient.class);

  private final Supplier<@Nullable ToolGate> gates;
  private final MessageReader reader;
  private volatile boolean troubled;

  /**
   * A door to whatever gate there is.
   *
   * @param gates gives the gate, or null while there is none
   * @param reader reads again what was redacted
   */
  public GateClient(Supplier<@Nullable ToolGate> gates, MessageReader reader) {
    this.gates = gates;
    this.reader = reader;
  }

  /** A question under way. */
  @FunctionalInterface
  public interface PendingDecision {
    /** Nobody waits for the decision any more. Does not wait, and again does nothing. */
    void cancel();
  }

  /**
   * Asks; what comes of it is told at once or later, and if the gate misbehaves more than once.
   *
   * @param request what is asked
   * @param then is told, in the calling thread or in one of the gate's; must not block or throw
   * @return the question, which may be given up; {@code then} may be told all the same
   */
  public PendingDecision ask(GovernedRequest request, Consumer<GateAnswer> then) {
    return ask(request.call(), decided -> request.forwarded(decided, reader), then);
  }

  /** Puts what was decided in the place of what was asked about. */
  @FunctionalInterface
  public interface Rewriting {
    String text(String decided) throws GovernedRequest.Unfit;
  }

  /** As above, of a call that is no request. */
  public PendingDecision ask(ToolCall call, Rewriting rewriting, Consumer<GateAnswer> then) {
    CompletionStage<ToolGate.Decision> stage;
    try {
      ToolGate gate = gates.get();
      if (gate == null) {
        then.accept(GateAnswer.no(DenialCode.NO_GATE));
        return NO_PENDING_DECISION;
      }
      stage = gate.decide(call);
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      then.accept(GateAnswer.no(DenialCode.FAULT));
      return NO_PENDING_DECISION;
    }
    if (stage == null) {
      then.accept(GateAnswer.no(DenialCode.FAULT));
      return NO_PENDING_DECISION;
    }
    try {
      stage.whenComplete(
          (decision, failure) -> {
            if (failure != null && !(failure instanceof CancellationException)) {
              failed(failure);
            }
            then.accept(guarded(call, rewriting, failure == null ? decision : null));
          });
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      then.accept(GateAnswer.no(DenialCode.FAULT));
      return NO_PENDING_DECISION;
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

  /**
   * Asks whether a call would be denied with authority, which is not recorded. Whatever else comes
   * of it is no such denial. May be told more than once, as above.
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
      return () -> cancel(stage);
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("the gate gives no preview of {}", call.tool(), e);
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

  /** An exception would be lost here, and nobody would ever have an answer. */
  private GateAnswer guarded(
      ToolCall call, Rewriting rewriting, ToolGate.@Nullable Decision decision) {
    try {
      return answer(call, rewriting, decision);
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      return GateAnswer.no(DenialCode.FAULT);
    }
  }

  private GateAnswer answer(
      ToolCall call, Rewriting rewriting, ToolGate.@Nullable Decision decision) {
    // A gate of another making may leave out what ours never does.
    if (decision == null || decision.verdict() == null || decision.call() == null) {
      return GateAnswer.no(DenialCode.FAULT);
    }
    troubled = false;
    String record = decision.call().id();
    Verdict verdict = decision.verdict();
    DenialCode code =
        switch (verdict.kind()) {
          case ALLOW -> stillThere(call, decision);
          case DENY -> denialCode(verdict);
          case PENDING -> DenialCode.FAULT;
        };
    if (code != null) {
      return new GateAnswer(decision, new Denial(code, verdict.rule(), record), "");
    }
    try {
      return new GateAnswer(decision, null, rewriting.text(decision.call().arguments()));
    } catch (GovernedRequest.Unfit e) {
      return new GateAnswer(decision, new Denial(e.code(), verdict.rule(), record), "");
    }
  }

  /** An allow is good for the call that was asked about, and as long as there is a gate. */
  private @Nullable DenialCode stillThere(ToolCall call, ToolGate.Decision decision) {
    if (!decision.call().tool().equals(call.tool()) || decision.call().action() != call.action()) {
      return DenialCode.FAULT;
    }
    try {
      return gates.get() == null ? DenialCode.NO_GATE : null;
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      return DenialCode.NO_GATE;
    }
  }

  private static DenialCode denialCode(Verdict verdict) {
    return verdict instanceof Verdict.Deny denial
        ? DenialCode.of(denial.cause())
        : DenialCode.FAULT;
  }

  /**
   * Tells how it ended; nothing depends on whether that can be told.
   *
   * @param decision what the gate had decided
   * @param outcome how it ended
   */
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
      LOG.warn("the gate fails; requests are denied until it decides again", failure);
    }
  }
}
