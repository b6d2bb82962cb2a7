// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.exchange;

import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
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
import io.portcullis.mcp.relay.RelayedRequest;
import io.portcullis.mcp.relay.RequestTransport;
import io.portcullis.mcp.response.ResponseFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** The HTTP exchange of one JSON-RPC request of a client. Thread-safe. */
public final class CallExchange extends Exchange implements CancellableCall {
  /** How long a request waits before a client that takes events is sent a comment. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The interval of further comments, which reveal a dead connection. */
  static final Duration REMINDER = Duration.ofSeconds(15);

  private static final byte[] WAITS = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Message.Request asked;
  private final Object lock = new Object();
  private final RelayedRequest relayed;
  private final @Nullable ResponseFilterState treatment;

  /** Guarded by the lock. */
  private long nextReminder;

  private volatile boolean resumable;

  public CallExchange(
      ExchangeContext gateway,
      ClientResponse reply,
      Caller caller,
      MemoryBudget.Reservation share,
      Message.Request asked) {
    super(gateway, reply, caller, share);
    this.asked = asked;
    ResponseFilter filter = gateway.responseFilter().forCaller(caller.party());
    relayed =
        new RelayedRequest(
            lock,
            GovernedMethod.Direction.TO_SERVER,
            asked,
            gateway.gateClient(),
            filter,
            new HttpTransport());
    treatment = ResponseFilterState.of(filter, asked, relayed.classification());
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
    relayed.begin();
  }

  @Override
  public boolean cancel() {
    return relayed.cancel(null);
  }

  @Override
  public void tick() {
    super.tick();
    if (isReminderDue() && reply.beginEvents(HttpFields.EMPTY)) {
      reply.add(WAITS.clone());
    }
  }

  private boolean isReminderDue() {
    synchronized (lock) {
      long now = gateway.nanoTime();
      boolean due = relayed.isPending() && now - nextReminder >= 0 && reply.acceptsEvents();
      nextReminder = due ? now + REMINDER.toNanos() : nextReminder;
      return due;
    }
  }

  private void remindLater() {
    synchronized (lock) {
      nextReminder = gateway.nanoTime() + PATIENCE.toNanos();
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
    return answer.equals(asked.id()) && relayed.expectsResponse();
  }

  @Override
  public void received(Message.Response answer) {
    relayed.received(answer);
  }

  @Override
  public boolean mayFilter() {
    return treatment != null;
  }

  @Override
  public boolean filters(RequestId answer) {
    return mayFilter();
  }

  @Override
  public void filter(RequestId id, Message.Response answer, Consumer<byte[]> show) {
    remindLater();
    relayed.hold(answer, text -> () -> show.accept(text));
  }

  @Override
  public byte @Nullable [] tooLong(@Nullable RequestId id) {
    return treatment != null && relayed.complete(false) ? treatment.tooLarge() : null;
  }

  @Override
  public void answered(RequestId answer, boolean failed) {
    relayed.complete(failed);
  }

  @Override
  public void resumable() {
    resumable = true;
  }

  @Override
  void ended() {
    boolean mayResume = resumable && !caller.session().isEmpty();
    relayed.disconnect(
        mayResume
            ? decision -> gateway.pendingRequests().resumable(key(), decision, treatment)
            : null);
  }

  @Override
  boolean isServersTurn() {
    return !relayed.isHeld();
  }

  @Override
  public void stop() {
    if (!relayed.closePending()) {
      reply.abort();
    }
  }

  /** The client's reply and the call to the server. */
  private final class HttpTransport implements RequestTransport {
    private volatile boolean clientHasGone;

    @Override
    public @Nullable DenialCode admit(boolean governed) {
      if (!governed) {
        return null;
      }
      if (gateway.isStopped()) {
        return DenialCode.CLOSED;
      }
      remindLater();
      boolean admitted = gateway.pendingRequests().beginWait(caller.party().agent());
      return admitted ? null : DenialCode.BUSY;
    }

    @Override
    public void decided() {
      gateway.pendingRequests().endWait(caller.party().agent());
    }

    @Override
    public void leave() {
      freeId();
    }

    @Override
    public @Nullable DenialCode denialBeforeForwarding(String text) {
      if (!agreesWithHeaders(text)) {
        return DenialCode.NOT_REDACTABLE;
      }
      clientHasGone = reply.clientHasGone();
      return clientHasGone ? DenialCode.CLOSED : null;
    }

    /** A header must not repeat what was redacted. */
    private boolean agreesWithHeaders(String text) {
      try {
        return text.equals(asked.text())
            || gateway.headerValidator().agree(caller.headers(), gateway.reader().message(text));
      } catch (MalformedException e) {
        return false;
      }
    }

    @Override
    public Runnable forward(String text) {
      return () -> CallExchange.this.forward("POST", utf8(text));
    }

    @Override
    public Runnable deny(Denial denial) {
      return clientHasGone
          ? reply::abort
          : () -> {
            byte[] text = gateway.denials().deny(asked, relayed.classification().method(), denial);
            reply.json(status(denial), text, HttpFields.EMPTY);
          };
    }

    /**
     * A missing method has its own status where no session can be lost by it (2026-07-28,
     * basic/transports/streamable-http).
     */
    private int status(Denial denial) {
      boolean missing =
          relayed.classification() instanceof Classification.Reject
              && denial.code() == DenialCode.METHOD_NOT_ALLOWED
              && gateway.denials().isModern(asked);
      return missing ? 404 : 200;
    }

    @Override
    public Runnable respond(String text) {
      return () -> reply.json(200, utf8(text), HttpFields.EMPTY);
    }

    @Override
    public Runnable cancelled(@Nullable String undecided) {
      return undecided == null ? this::endWithoutResponse : respond(undecided);
    }

    private void endWithoutResponse() {
      if (reply.streams()) {
        reply.end();
      } else {
        reply.status(202, HttpFields.EMPTY);
      }
    }

    @Override
    public GateClient.PendingDecision filter(Message.Response response, Consumer<byte[]> deliver) {
      MemoryBudget.Reservation held = gateway.budget().reservation(caller.party().agent());
      return Objects.requireNonNull(treatment).begin(held, response, deliver);
    }

    private byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
