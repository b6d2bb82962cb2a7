// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.relay;

import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.governance.GovernedRequest;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.response.ResponseFilter;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state of one request, from its arrival to the report of its outcome. A request is denied, or
 * waits for the gate and is forwarded at most once. Its response passes, or is held until it was
 * filtered. The outcome of a request that was forwarded on a decision is reported exactly once,
 * here or by the holder to which {@link #disconnect} hands the decision.
 *
 * <p>Thread-safe. Several requests may share one lock, so that a transport can order their steps.
 * The gate, the filter and the steps that a transport returns are called without the lock, unless
 * the caller holds it.
 */
public final class RelayedRequest {
  private enum State {
    NEW,
    /** The gate is asked. */
    WAITING,
    FORWARDED,
    /** The response has begun and passes as it comes. */
    RESPONDING,
    /** The response is complete, and is filtered before the sender gets it. */
    HELD,
    /** No response is owed any more. */
    OVER
  }

  private final Object lock;
  private final GovernedMethod.Direction direction;
  private final Message.Request request;
  private final Classification classification;
  private final GateClient gate;
  private final ResponseFilter filter;
  private final RequestTransport transport;
  private final RequestChecks checks;
  private final OutcomeReport outcome;

  private State state = State.NEW;
  private boolean left;

  /** Whether the gate was asked and has not answered; a cancelled request stays so until then. */
  private boolean undecided;

  /** The pending decision about the request or its response. */
  private GateClient.@Nullable PendingDecision pending;

  /**
   * Creates a request that has not begun, and classifies it.
   *
   * @param lock guards the state; several requests may share it
   * @param direction the direction of the request
   * @param request the request
   * @param gate decides
   * @param filter classifies requests and filters responses of this caller
   * @param transport the connection of the sender and the receiver
   */
  public RelayedRequest(
      Object lock,
      GovernedMethod.Direction direction,
      Message.Request request,
      GateClient gate,
      ResponseFilter filter,
      RequestTransport transport) {
    this.lock = lock;
    this.direction = direction;
    this.request = request;
    this.gate = gate;
    this.filter = filter;
    this.transport = transport;
    classification = filter.classify(direction, request);
    checks = new RequestChecks(classification, filter, transport);
    outcome = new OutcomeReport(gate, transport::reported);
  }

  /** {@return the request as it arrived} */
  public Message.Request request() {
    return request;
  }

  /** {@return how the request is governed} */
  public Classification classification() {
    return classification;
  }

  /** Forwards or denies the request, or asks the gate. A second call does nothing. */
  public void begin() {
    GovernedRequest governed = checks.governed();
    DenialCode refusal = checks.beforeGate(); // may read a file
    Runnable next = RequestTransport.NO_STEP;
    synchronized (lock) {
      if (state != State.NEW) {
        return;
      }
      refusal = refusal == null ? transport.admit(governed != null) : refusal;
      if (refusal != null) {
        next = deny(Denial.of(refusal));
      } else if (governed == null) {
        next = forward(request.text(), null);
      } else {
        state = State.WAITING;
        undecided = true;
      }
    }
    next.run();
    if (refusal == null && governed != null) {
      keepWhile(
          State.WAITING, gate.ask(checks.withHints(governed), answer -> decided(governed, answer)));
    }
  }

  /** Keeps a question while its request or response waits, or cancels it. */
  private void keepWhile(State expected, GateClient.PendingDecision question) {
    synchronized (lock) {
      if (expected == State.WAITING && !undecided) {
        return; // the gate has answered; a filter may own the field now
      }
      if (state == expected) {
        pending = question;
        return;
      }
    }
    question.cancel();
  }

  private void decided(GovernedRequest governed, GateClient.GateAnswer answer) {
    boolean wanted;
    synchronized (lock) {
      if (!undecided) {
        return; // a gate that answers twice
      }
      undecided = false;
      pending = null;
      wanted = state == State.WAITING;
      transport.decided();
    }
    Denial denial = answer.denial();
    if (denial == null && wanted) {
      denial = checks.afterGate(governed, answer);
    }
    Runnable next = RequestTransport.NO_STEP;
    boolean forwarded = false;
    synchronized (lock) {
      if (state == State.WAITING) {
        forwarded = denial == null;
        next = denial == null ? forward(answer.text(), answer.decision()) : deny(denial);
      }
    }
    if (!forwarded && answer.decision() != null && answer.allowed()) {
      gate.report(answer.decision(), ToolOutcome.Kind.DENIED);
    }
    next.run();
  }

  private Runnable forward(String text, ToolGate.@Nullable Decision allowed) {
    state = State.FORWARDED;
    outcome.set(allowed);
    return transport.forward(text);
  }

  private Runnable deny(Denial denial) {
    finish();
    return transport.deny(denial);
  }

  private void finish() {
    state = State.OVER;
    if (!left) {
      left = true;
      transport.leave();
    }
  }

  /**
   * Cancels the request for its sender. A waiting request is never forwarded, and a held response
   * is dropped.
   *
   * @param forward passes the cancellation of a forwarded request on, under the lock; null leaves a
   *     forwarded request alone
   * @return whether the request was cancelled
   */
  public boolean cancel(@Nullable Runnable forward) {
    GateClient.PendingDecision question;
    Runnable next;
    synchronized (lock) {
      if (state == State.WAITING || state == State.HELD) {
        next = transport.cancelled(state == State.HELD ? undecidedResponse() : null);
      } else if (state == State.FORWARDED && forward != null) {
        forward.run();
        next = RequestTransport.NO_STEP;
      } else {
        return false;
      }
      finish();
      question = takePending();
    }
    next.run();
    cancelAndReport(question);
    return true;
  }

  private String undecidedResponse() {
    return filter.undecided(request, classification);
  }

  private GateClient.@Nullable PendingDecision takePending() {
    GateClient.PendingDecision question = pending;
    pending = null;
    return question;
  }

  private void cancelAndReport(GateClient.@Nullable PendingDecision question) {
    if (question != null) {
      question.cancel();
    }
    outcome.report(ToolOutcome.Kind.FAILED);
  }

  /** Denies the request if it waits, because its sender or the gateway ends. */
  public void closeWaiting() {
    close(EnumSet.of(State.WAITING));
  }

  /**
   * Denies the request if it waits, or its response if it is held, because the gateway ends.
   *
   * @return whether one of both was denied
   */
  public boolean closePending() {
    return close(EnumSet.of(State.WAITING, State.HELD));
  }

  /** Ends the request if it has begun. A forwarded request gets no response any more. */
  public void close() {
    close(EnumSet.of(State.WAITING, State.HELD, State.FORWARDED, State.RESPONDING));
  }

  private boolean close(Set<State> from) {
    GateClient.PendingDecision question;
    Runnable next;
    synchronized (lock) {
      if (!from.contains(state)) {
        return false;
      }
      State before = state;
      finish();
      next = closed(before);
      question = takePending();
    }
    next.run();
    cancelAndReport(question);
    return true;
  }

  private Runnable closed(State before) {
    return switch (before) {
      case WAITING -> transport.deny(Denial.of(DenialCode.CLOSED));
      case HELD -> transport.respond(undecidedResponse());
      default -> RequestTransport.NO_STEP;
    };
  }

  /**
   * Ends the request because its connection has ended. A holder may take it over if the sender has
   * not got its response, which may have come and be held. Otherwise the outcome is reported as
   * failed.
   *
   * @param handOver takes over with the decision, or null if its outcome was reported; itself null
   *     if no later response can reach the sender
   */
  public void disconnect(@Nullable Consumer<ToolGate.@Nullable Decision> handOver) {
    GateClient.PendingDecision question;
    ToolGate.Decision handed;
    boolean handing;
    synchronized (lock) {
      handing = handOver != null && (state == State.FORWARDED || state == State.HELD);
      handed = handing ? outcome.take() : null;
      state = State.OVER;
      question = takePending();
    }
    if (handing && handOver != null) {
      handOver.accept(handed); // before the id is free
    }
    synchronized (lock) {
      finish();
    }
    cancelAndReport(question);
  }

  /**
   * Claims the response, which passes as it comes, until {@link #complete} or {@link #hold}.
   *
   * @return whether the request was forwarded and has no response yet
   */
  public boolean startResponse() {
    synchronized (lock) {
      boolean expected = state == State.FORWARDED;
      state = expected ? State.RESPONDING : state;
      return expected;
    }
  }

  /** Records a task that a response creates; to be called before the response passes. */
  public void received(Message.Response response) {
    ToolGate.Decision allowed = outcome.decision();
    if (allowed != null) {
      filter.recordTask(direction, allowed.call(), response);
    }
  }

  /**
   * Ends the request with a response that the transport passes on, and reports the outcome.
   *
   * @param failed whether the response is an error
   * @return false if the request has ended before or its response is held
   */
  public boolean complete(boolean failed) {
    synchronized (lock) {
      if (state != State.FORWARDED && state != State.RESPONDING) {
        return false;
      }
      finish();
    }
    outcome.report(kind(failed));
    return true;
  }

  private static ToolOutcome.Kind kind(boolean failed) {
    return failed ? ToolOutcome.Kind.FAILED : ToolOutcome.Kind.COMPLETED;
  }

  /**
   * Holds a response until it was filtered. The outcome of the request itself is reported at once.
   *
   * @param response the response
   * @param deliver sends the filtered response, under the lock, and returns the rest of the step;
   *     not called once the request has ended
   */
  public void hold(Message.Response response, Function<byte[], Runnable> deliver) {
    synchronized (lock) {
      if (state != State.FORWARDED && state != State.RESPONDING) {
        return;
      }
      state = State.HELD;
    }
    outcome.report(kind(response.failed()));
    keepWhile(State.HELD, transport.filter(response, text -> filtered(text, deliver)));
  }

  private void filtered(byte[] text, Function<byte[], Runnable> deliver) {
    Runnable next;
    synchronized (lock) {
      if (state != State.HELD) {
        return; // cancelled
      }
      finish();
      pending = null;
      next = deliver.apply(text);
    }
    next.run();
  }

  /** {@return whether the request was forwarded and has no response yet} */
  public boolean expectsResponse() {
    synchronized (lock) {
      return state == State.FORWARDED;
    }
  }

  /** {@return whether a response waits for its filter} */
  public boolean isHeld() {
    synchronized (lock) {
      return state == State.HELD;
    }
  }

  /** {@return whether the request or its response waits for a decision} */
  public boolean isPending() {
    synchronized (lock) {
      return state == State.WAITING || state == State.HELD;
    }
  }
}
