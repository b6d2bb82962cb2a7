// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.adapter.mcp.protocol.AnswerDesk;
import io.portcullis.adapter.mcp.protocol.Denial;
import io.portcullis.adapter.mcp.protocol.DenialCode;
import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.GovernedMethod;
import io.portcullis.adapter.mcp.protocol.GovernedRequest;
import io.portcullis.adapter.mcp.protocol.MalformedException;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.RequestId;
import io.portcullis.adapter.mcp.protocol.Ruling;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** A client's request of JSON-RPC: decided, passed on, answered. Thread-safe. */
final class CallExchange extends Exchange implements CancellableCall {
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
  private @Nullable Treatment treatment;
  private boolean treating;
  private GateDoor.@Nullable Asking asking;
  private ToolGate.@Nullable Decision decision;
  private long nextReminder;

  CallExchange(
      Gateway gateway, Reply reply, Caller caller, Budget.Share share, Message.Request asked) {
    super(gateway, reply, caller, share);
    this.asked = asked;
  }

  @Override
  RequestId id() {
    return asked.id();
  }

  /** The client may use the id again as soon as it has the answer. */
  private void freeId() {
    gateway.ledger().leave(key(), this);
  }

  private Caller.Key key() {
    return caller.key(asked.id());
  }

  /** Forwards the request, denies it, or asks the gate. */
  void begin() {
    if (!gateway.ledger().enter(key(), this)) {
      reply.json(200, gateway.denials().duplicateId(), HttpFields.EMPTY);
      return;
    }
    reply.beforeEnd(this::freeId);
    Ruling ruling = desk().rule(GovernedMethod.Direction.TO_SERVER, asked);
    synchronized (lock) {
      treatment = Treatment.of(desk(), asked, ruling);
    }
    if (ruling instanceof Ruling.Governed governed) {
      ask(governed.request());
    } else if (ruling instanceof Ruling.Refused refused) {
      refuse(refused);
    } else {
      pass(asked.text(), null);
    }
  }

  /**
   * A method that is not there has a status of its own where no session can be lost by it
   * (2026-07-28, basic/transports/streamable-http).
   */
  private void refuse(Ruling.Refused refused) {
    Denial denial = Denial.of(refused.code());
    if (refused.code() == DenialCode.METHOD_NOT_ALLOWED && gateway.denials().isModern(asked)) {
      byte[] answer = gateway.denials().deny(asked, refused.method(), denial);
      reply.json(404, answer, HttpFields.EMPTY);
    } else {
      deny(refused.method(), denial);
    }
  }

  private AnswerDesk desk() {
    return gateway.desk().with(caller.party());
  }

  private void deny(@Nullable GovernedMethod method, Denial denial) {
    reply.json(200, gateway.denials().deny(asked, method, denial), HttpFields.EMPTY);
  }

  private void ask(GovernedRequest governed) {
    DenialCode refusal = desk().refusal(governed);
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
    GateDoor.Asking question = gateway.door().ask(governed, answer -> decided(governed, answer));
    boolean late;
    synchronized (lock) {
      asking = question;
      late = state == State.OVER;
    }
    if (late) {
      question.giveUp();
    }
  }

  private @Nullable DenialCode noRoom() {
    if (gateway.isStopped()) {
      return DenialCode.CLOSED;
    }
    return gateway.ledger().beginWait(caller.party().agent()) ? null : DenialCode.BUSY;
  }

  private void decided(GovernedRequest governed, GateDoor.Answer answer) {
    boolean wanted;
    synchronized (lock) {
      if (!counted) {
        return; // decided before
      }
      counted = false;
      wanted = state == State.WAITING;
    }
    gateway.ledger().endWait(caller.party().agent());
    Denial denial = answer.denial();
    if (denial == null && wanted) {
      // What the tool is may have changed while this waited.
      DenialCode refusal =
          mirrored(answer.text()) ? desk().refusal(governed) : DenialCode.NOT_REDACTABLE;
      denial = refusal == null ? null : new Denial(refusal, "", record(answer));
    }
    if (denial == null && wanted && !reply.clientHasGone()) {
      pass(answer.text(), answer.decision());
      return;
    }
    if (answer.decision() != null && answer.allowed()) {
      gateway.door().report(answer.decision(), ToolOutcome.Kind.DENIED);
    }
    if (denial == null) {
      reply.abort();
    } else if (wanted) {
      deny(governed.method(), denial);
    }
  }

  private static String record(GateDoor.Answer answer) {
    return answer.decision() == null ? "" : answer.decision().call().id();
  }

  /** A header must not tell what was redacted. */
  private boolean mirrored(String text) {
    try {
      return text.equals(asked.text())
          || gateway.mirrored().agree(caller.headers(), gateway.reader().message(text));
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
      gateway.door().report(allowed, ToolOutcome.Kind.DENIED);
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
  public AnswerSink answered(Response head) {
    int status = head.getStatus();
    if (status >= 400) {
      return refusal(head);
    }
    if (status == 200 && UpstreamCall.isOf(head, Reply.EVENTS)) {
      return events(head);
    }
    if (status == 200 && UpstreamCall.isOf(head, Reply.JSON)) {
      return json(head);
    }
    if (status == 202 || status == 204) {
      AnswerSink nobody = nothing();
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
  public void came(Message.Response answer) {
    ToolGate.Decision allowed;
    synchronized (lock) {
      allowed = decision;
    }
    if (allowed != null) {
      desk().noteTask(GovernedMethod.Direction.TO_SERVER, allowed.call(), answer);
    }
  }

  @Override
  public boolean mayTreat() {
    synchronized (lock) {
      return treatment != null;
    }
  }

  @Override
  public boolean treats(RequestId answer) {
    return mayTreat();
  }

  @Override
  public void treat(RequestId id, Message.Response answer, Consumer<byte[]> show) {
    Treatment chosen;
    synchronized (lock) {
      chosen = treatment;
      if (chosen == null || state != State.FORWARDED) {
        return; // the client has gone
      }
      treating = true;
      nextReminder = gateway.nanoTime() + PATIENCE.toNanos();
    }
    report(answer.failed() ? ToolOutcome.Kind.FAILED : ToolOutcome.Kind.COMPLETED);
    GateDoor.Asking question =
        chosen.begin(
            gateway.budget().share(caller.party().agent()), answer, text -> treated(text, show));
    boolean late;
    synchronized (lock) {
      asking = question;
      late = state == State.OVER;
    }
    if (late) {
      question.giveUp();
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
    Treatment chosen;
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
      gateway.door().report(allowed, outcome);
    }
  }

  @Override
  void ended() {
    GateDoor.Asking question;
    boolean later;
    synchronized (lock) {
      later = state == State.FORWARDED && !answered && resumable && !caller.session().isEmpty();
      state = State.OVER;
      treating = false;
      question = asking;
      if (later) {
        gateway.ledger().resumable(key(), decision, treatment);
        decision = null;
      }
    }
    freeId();
    if (question != null) {
      question.giveUp();
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
      Ruling ruling = desk().rule(GovernedMethod.Direction.TO_SERVER, asked);
      deny(ruling.method(), Denial.of(DenialCode.CLOSED));
    } else {
      reply.abort();
    }
  }
}
