// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.exchange;

import io.portcullis.api.ToolGate;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.context.PendingRequests;
import io.portcullis.mcp.http.internal.context.ResponseFilterState;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.upstream.ResponseBody;
import io.portcullis.mcp.http.internal.upstream.UpstreamCall;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** The exchange of an HTTP request that passes without a decision. Thread-safe. */
public final class RelayExchange extends Exchange {

  /** The kind of the HTTP request. */
  public enum Kind {
    /** A notification, or the response to a request of the server. */
    MESSAGE("POST"),
    /** The client opens a stream of events. */
    STREAM("GET"),
    /** The client ends its session. */
    DELETE("DELETE");

    private final String method;

    Kind(String method) {
      this.method = method;
    }
  }

  private static final GateClient.PendingDecision NOTHING_YET = () -> {};

  private final Kind kind;
  private final PendingRequests.@Nullable Unanswered settles;
  private final boolean failed;
  private volatile boolean accepted;

  /** The pending decisions about held responses. */
  private final Map<RequestId, GateClient.PendingDecision> held = new HashMap<>();

  private boolean over;

  /**
   * Creates an exchange that has not begun.
   *
   * @param settles the request of the server to which the client responds, or null
   * @param failed whether the response is an error
   */
  public RelayExchange(
      ExchangeContext gateway,
      ClientResponse reply,
      Caller caller,
      MemoryBudget.Reservation share,
      Kind kind,
      PendingRequests.@Nullable Unanswered settles,
      boolean failed) {
    super(gateway, reply, caller, share);
    this.kind = kind;
    this.settles = settles;
    this.failed = failed;
  }

  /** Forwards the HTTP request. */
  public void begin(byte @Nullable [] body) {
    forward(kind.method, body);
  }

  @Override
  @Nullable RequestId id() {
    return null;
  }

  @Override
  public ResponseBody answered(Response head) {
    int status = head.getStatus();
    HttpFields headers = toClient(head);
    if (status >= 400) {
      return refusal(head);
    }
    if (status < 200 || status >= 300) {
      return foreign(head);
    }
    accepted = true;
    if (kind == Kind.STREAM) {
      return stream(head);
    }
    ResponseBody nobody = nothing();
    reply.status(kind == Kind.MESSAGE ? 202 : status, headers);
    return nobody;
  }

  private ResponseBody stream(Response head) {
    return head.getStatus() == 200 && UpstreamCall.isOf(head, ClientResponse.EVENTS)
        ? events(head)
        : foreign(head);
  }

  @Override
  public boolean expects(RequestId answer) {
    return kind == Kind.STREAM && gateway.pendingRequests().isResumable(caller.key(answer));
  }

  @Override
  public void received(Message.Response answer) {
    RequestId id = answer.id();
    ToolGate.Decision allowed =
        id == null ? null : gateway.pendingRequests().decision(caller.key(id));
    if (allowed != null) {
      gateway
          .responseFilter()
          .forCaller(caller.party())
          .recordTask(GovernedMethod.Direction.TO_SERVER, allowed.call(), answer);
    }
  }

  @Override
  public boolean mayFilter() {
    return gateway.pendingRequests().mayTreat();
  }

  @Override
  public boolean filters(RequestId answer) {
    return gateway.pendingRequests().treatment(caller.key(answer)) != null;
  }

  @Override
  public void filter(RequestId id, Message.Response answer, Consumer<byte[]> show) {
    ResponseFilterState treatment = gateway.pendingRequests().treatment(caller.key(id));
    if (treatment == null || !begin(id)) {
      return; // the response was shown on another stream, or is held here
    }
    gateway.pendingRequests().responseReceived(caller.key(id), answer.failed());
    GateClient.PendingDecision question =
        treatment.begin(
            gateway.budget().reservation(caller.party().agent()),
            answer,
            text -> {
              forget(id);
              show.accept(text);
            });
    keepOrCancel(id, question);
  }

  private void keepOrCancel(RequestId id, GateClient.PendingDecision question) {
    boolean late;
    synchronized (held) {
      late = held.computeIfPresent(id, (key, before) -> question) == null;
    }
    if (late) {
      question.cancel();
    }
  }

  private boolean begin(RequestId id) {
    synchronized (held) {
      return !over && held.putIfAbsent(id, NOTHING_YET) == null;
    }
  }

  private void forget(RequestId id) {
    synchronized (held) {
      held.remove(id);
    }
    answered(id, false);
  }

  @Override
  public byte @Nullable [] tooLong(@Nullable RequestId id) {
    ResponseFilterState treatment =
        id == null ? null : gateway.pendingRequests().treatment(caller.key(id));
    if (id == null || treatment == null) {
      return null;
    }
    answered(id, false);
    return treatment.tooLarge();
  }

  @Override
  public void answered(RequestId answer, boolean answerFailed) {
    PendingRequests.Unanswered resumed = gateway.pendingRequests().resumed(caller.key(answer));
    if (resumed != null) {
      gateway.pendingRequests().ended(resumed, answerFailed);
    }
  }

  @Override
  public void resumable() {
    // this exchange has no request
  }

  @Override
  void ended() {
    List<GateClient.PendingDecision> questions;
    synchronized (held) {
      over = true;
      questions = List.copyOf(held.values());
      held.clear();
    }
    questions.forEach(GateClient.PendingDecision::cancel);
    if (settles != null) {
      gateway.pendingRequests().ended(settles, failed || !accepted);
    }
  }

  @Override
  public void stop() {
    reply.abort();
  }
}
