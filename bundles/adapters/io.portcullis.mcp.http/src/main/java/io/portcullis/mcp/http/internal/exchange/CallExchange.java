// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.exchange;

import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.governance.GovernedRequest;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.context.CancellableCall;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.context.ResponseFilterState;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.upstream.ResponseBody;
import io.portcullis.mcp.http.internal.upstream.UpstreamCall;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.response.ResponseFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** A client's request of JSON-RPC: decided, passed on, answered. Thread-safe. */
public final class CallExchange extends Exchange implements CancellableCall {
  /** From then on a client that takes events is told that its request waits. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** So often it is told again. A connection that is dead comes to light that way. */
  static final Duration REMINDER = Duration.ofSeconds(15);

  private static final byte[] WAITS = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);

  private enum State {
    NEW,
    WAITING,
    FORWARDED,
    OVER
  }

  private final Message.Request asked;
  private final Object lock = new Object();
  private State state = State.NEW;
  private boolean counted;
  private boolean answered;
  private boolean resumable;
  private @Nullable ResponseFilterState treatment;
  private boolean treating;
  private GateClient.@Nullable PendingDecision asking;
  private ToolGate.@Nullable Decision decision;
  private long nextReminder;

  public CallExchange(
      ExchangeContext gateway,
      ClientResponse reply,
      Caller caller,
      MemoryBudget.Reservation share,
      Message.Request asked) {
    super(gateway, reply, caller, share);
    this.asked = asked;
  }

  @Override
  RequestId id() {
    return asked.id();
  }

  /** The client may use the id again as soon as it has the answer. */
  private void freeId() {
    gateway.pendingRequests().leave(key(), this);
  }

  private Caller.Key key() {
    return caller.key(asked.id());
  }

  /** Forwards the request, denies it, or asks the gate. */
  public void begin() {
    if (!gateway.pendingRequests().enter(key(), this)) {
      reply.json(200, gateway.denials().duplicateId(), HttpFields.EMPTY);
      return;
    }
    reply.beforeEnd(this::freeId);
    Classification ruling = desk().classify(GovernedMethod.Direction.TO_SERVER, asked);
    synchronized (lock) {
      treatment = ResponseFilterState.of(desk(), asked, ruling);
    }
    if (ruling instanceof Classification.Govern governed) {
      ask(governed.request());
    } else if (ruling instanceof Classification.Reject refused) {
      refuse(refused);
    } else {
      pass(asked.text(), null);
    }
  }

  /**
   * A method that is not there has a status of its own where no session can be lost by it
   * (2026-07-28, basic/transports/streamable-http).
   */
  private void refuse(Classification.Reject refused) {
    Denial denial = Denial.of(refused.code());
    if (refused.code() == DenialCode.METHOD_NOT_ALLOWED && gateway.denials().isModern(asked)) {
      byte[] answer = gateway.denials().deny(asked, refused.method(), denial);
      reply.json(404, answer, HttpFields.EMPTY);
    } else {
      deny(refused.method(), denial);
    }
  }

  private ResponseFilter desk() {
    return gateway.responseFilter().forCaller(caller.party());
  }

  private void deny(@Nullable GovernedMethod method, Denial denial) {
    reply.json(200, gateway.denials().deny(asked, method, denial), HttpFields.EMPTY);
  }

  private void ask(GovernedRequest governed) {
    DenialCode refusal = desk().denialBeforeGate(governed);
    synchronized (lock) {
      if (state == State.OVER) {
        return;
      }
      if (refusal == null) {
        refusal = noRoom();
      }
      if (refusal == null) {
        counted = true;
        state = State.WAITING;
        nextReminder = gateway.nanoTime() + PATIENCE.toNanos();
      }
    }
    if (refusal != null) {
      deny(governed.method(), Denial.of(refusal));
      return;
    }
    GateClient.PendingDecision question =
        gateway.gateClient().ask(governed, answer -> decided(governed, answer));
    boolean late;
    synchronized (lock) {
      asking = question;
      late = state == State.OVER;
    }
    if (late) {
      question.cancel();
    }
  }

  private @Nullable DenialCode noRoom() {
    if (gateway.isStopped()) {
      return DenialCode.CLOSED;
    }
    return gateway.pendingRequests().beginWait(caller.party().agent()) ? null : DenialCode.BUSY;
  }

  private void decided(GovernedRequest governed, GateClient.GateAnswer answer) {
    boolean wanted;
    synchronized (lock) {
      if (!counted) {
        return; // decided before
      }
      counted = false;
      wanted = state == State.WAITING;
    }
    gateway.pendingRequests().endWait(caller.party().agent());
    Denial denial = answer.denial();
    if (denial == null && wanted) {
      // What the tool is may have changed while this waited.
      DenialCode refusal =
          mirrored(answer.text()) ? desk().denialBeforeGate(governed) : DenialCode.NOT_REDACTABLE;
      denial = refusal == null ? null : new Denial(refusal, "", record(answer));
    }
    if (denial == null && wanted && !reply.clientHasGone()) {
      pass(answer.text(), answer.decision());
      return;
    }
    if (answer.decision() != null && answer.allowed()) {
      gateway.gateClient().report(answer.decision(), ToolOutcome.Kind.DENIED);
    }
    if (denial == null) {
      reply.abort();
    } else if (wanted) {
      deny(governed.method(), denial);
    }
  }

  private static String record(GateClient.GateAnswer answer) {
    return answer.decision() == null ? "" : answer.decision().call().id();
  }

  /** A header must not tell what was redacted. */
  private boolean mirrored(String text) {
    try {
      return text.equals(asked.text())
          || gateway.headerValidator().agree(caller.headers(), gateway.reader().message(text));
    } catch (MalformedException e) {
      return false;
    }
  }

  private void pass(String text, ToolGate.@Nullable Decision allowed) {
    boolean late;
    synchronized (lock) {
      late = state == State.OVER;
      if (!late) {
        state = State.FORWARDED;
        decision = allowed;
      }
    }
    if (!late) {
      forward("POST", text.getBytes(StandardCharsets.UTF_8));
    } else if (allowed != null) {
      gateway.gateClient().report(allowed, ToolOutcome.Kind.DENIED);
    }
  }

  @Override
  public boolean cancel() {
    byte[] instead;
    synchronized (lock) {
      if (state != State.WAITING && !treating) {
        return false;
      }
      instead = treating && treatment != null ? treatment.undecided() : null;
      treating = false;
      answered |= instead != null;
      state = State.OVER;
    }
    if (instead != null) {
      reply.json(200, instead, HttpFields.EMPTY);
    } else if (reply.streams()) {
      reply.end();
    } else {
      reply.status(202, HttpFields.EMPTY);
    }
    return true;
  }

  @Override
  public void tick() {
    super.tick();
    boolean remind;
    synchronized (lock) {
      long now = gateway.nanoTime();
      remind =
          (state == State.WAITING || treating) && now - nextReminder >= 0 && reply.acceptsEvents();
      if (remind) {
        nextReminder = now + REMINDER.toNanos();
      }
    }
    if (remind && reply.beginEvents(HttpFields.EMPTY)) {
      reply.add(WAITS.clone());
    }
  }

  @Override
  public ResponseBody answered(Response head) {
    int status = head.getStatus();
    if (status >= 400) {
      return refusal(head);
    }
    if (status == 200 && UpstreamCall.isOf(head, ClientResponse.EVENTS)) {
      return events(head);
    }
    if (status == 200 && UpstreamCall.isOf(head, ClientResponse.JSON)) {
      return json(head);
    }
    if (status == 202 || status == 204) {
      ResponseBody nobody = nothing();
      reply.status(status, toClient(head));
      return nobody;
    }
    return foreign(head);
  }

  @Override
  public boolean expects(RequestId answer) {
    synchronized (lock) {
      return answer.equals(asked.id()) && !answered && !treating;
    }
  }

  @Override
  public void received(Message.Response answer) {
    ToolGate.Decision allowed;
    synchronized (lock) {
      allowed = decision;
    }
    if (allowed != null) {
      desk().recordTask(GovernedMethod.Direction.TO_SERVER, allowed.call(), answer);
    }
  }

  @Override
  public boolean mayFilter() {
    synchronized (lock) {
      return treatment != null;
    }
  }

  @Override
  public boolean filters(RequestId answer) {
    return mayFilter();
  }

  @Override
  public void filter(RequestId id, Message.Response answer, Consumer<byte[]> show) {
    ResponseFilterState chosen;
    synchronized (lock) {
      chosen = treatment;
      if (chosen == null || state != State.FORWARDED) {
        return; // the client has gone
      }
      treating = true;
      nextReminder = gateway.nanoTime() + PATIENCE.toNanos();
    }
    report(answer.failed() ? ToolOutcome.Kind.FAILED : ToolOutcome.Kind.COMPLETED);
    GateClient.PendingDecision question =
        chosen.begin(
            gateway.budget().reservation(caller.party().agent()),
            answer,
            text -> treated(text, show));
    boolean late;
    synchronized (lock) {
      asking = question;
      late = state == State.OVER;
    }
    if (late) {
      question.cancel();
    }
  }

  private void treated(byte[] text, Consumer<byte[]> show) {
    synchronized (lock) {
      if (!treating) {
        return; // taken back
      }
      treating = false;
      answered = true;
    }
    freeId();
    show.accept(text);
  }

  @Override
  public byte @Nullable [] tooLong(@Nullable RequestId id) {
    ResponseFilterState chosen;
    synchronized (lock) {
      chosen = treatment;
      if (chosen == null || answered || treating) {
        return null;
      }
      answered = true;
    }
    freeId();
    report(ToolOutcome.Kind.COMPLETED);
    return chosen.tooLarge();
  }

  @Override
  public void answered(RequestId answer, boolean failed) {
    synchronized (lock) {
      answered = true;
    }
    freeId();
    report(failed ? ToolOutcome.Kind.FAILED : ToolOutcome.Kind.COMPLETED);
  }

  @Override
  public void resumable() {
    synchronized (lock) {
      resumable = true;
    }
  }

  private void report(ToolOutcome.Kind outcome) {
    ToolGate.Decision allowed;
    synchronized (lock) {
      allowed = decision;
      decision = null;
    }
    if (allowed != null) {
      gateway.gateClient().report(allowed, outcome);
    }
  }

  @Override
  void ended() {
    GateClient.PendingDecision question;
    boolean later;
    synchronized (lock) {
      later = state == State.FORWARDED && !answered && resumable && !caller.session().isEmpty();
      state = State.OVER;
      treating = false;
      question = asking;
      if (later) {
        gateway.pendingRequests().resumable(key(), decision, treatment);
        decision = null;
      }
    }
    freeId();
    if (question != null) {
      question.cancel();
    }
    report(ToolOutcome.Kind.FAILED);
  }

  @Override
  boolean isServersTurn() {
    return !isTreating();
  }

  private boolean isTreating() {
    synchronized (lock) {
      return treating;
    }
  }

  @Override
  public void stop() {
    boolean waited;
    synchronized (lock) {
      waited = state == State.WAITING;
    }
    if (isTreating() && cancel()) {
      return;
    }
    if (waited) {
      Classification ruling = desk().classify(GovernedMethod.Direction.TO_SERVER, asked);
      deny(ruling.method(), Denial.of(DenialCode.CLOSED));
    } else {
      reply.abort();
    }
  }
}
