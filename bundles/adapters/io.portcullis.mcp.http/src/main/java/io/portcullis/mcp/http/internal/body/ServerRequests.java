// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.body;

import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.governance.GovernedRequest;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.wire.ServerSentEvent;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the server to the client on one stream. An allowed request is shown to the
 * client; a denied one is answered to the server. The stream continues while a request waits.
 * Thread-safe.
 */
public final class ServerRequests {
  /** The notification that cancels a request, from either side. */
  public static final String CANCELLED = "notifications/cancelled";

  private final ExchangeContext gateway;
  private final Caller caller;
  private final Consumer<byte[]> show;
  private final Map<RequestId, Waiting> waiting = new HashMap<>();
  private boolean closed;

  ServerRequests(ExchangeContext gateway, Caller caller, Consumer<byte[]> show) {
    this.gateway = gateway;
    this.caller = caller;
    this.show = show;
  }

  /** A request that waits for its decision. */
  private static final class Waiting {
    final GovernedRequest governed;
    final ServerSentEvent event;
    final MemoryBudget.Reservation share;
    GateClient.@Nullable PendingDecision asking;
    boolean counted = true;
    boolean wanted = true;

    Waiting(GovernedRequest governed, ServerSentEvent event, MemoryBudget.Reservation share) {
      this.governed = governed;
      this.event = event;
      this.share = share;
    }
  }

  /** Shows or denies a request, or asks the gate. */
  void request(Message.Request request, ServerSentEvent event, byte[] data) {
    Classification ruling =
        gateway
            .responseFilter()
            .forCaller(caller.party())
            .classify(GovernedMethod.Direction.TO_CLIENT, request);
    if (ruling instanceof Classification.Pass || ruling instanceof Classification.Follow) {
      gateway.pendingRequests().recordServerRequest(caller.key(request.id()), null);
      show.accept(event.with(data));
      return;
    }
    show.accept(event.marker());
    if (ruling instanceof Classification.Govern governed) {
      ask(governed.request(), event, data.length);
    } else if (ruling instanceof Classification.Reject refused) {
      deny(request, refused.method(), Denial.of(refused.code()));
    }
  }

  /** Responds to a request that cannot be read, unless its id is in use. */
  void refuse(RequestId id, MalformedException.Reason reason) {
    boolean inUse;
    synchronized (waiting) {
      inUse = waiting.containsKey(id);
    }
    if (!inUse && !gateway.pendingRequests().isServerRequestOpen(caller.key(id))) {
      gateway.tell(caller, gateway.denials().malformed(id, reason));
    }
  }

  private void ask(GovernedRequest governed, ServerSentEvent event, int bytes) {
    Message.Request request = governed.request();
    MemoryBudget.Reservation share = gateway.budget().reservation(caller.party().agent());
    Waiting one = new Waiting(governed, event, share);
    DenialCode refusal = admit(one, bytes);
    if (refusal != null) {
      share.giveBack();
      deny(request, governed.method(), Denial.of(refusal));
      return;
    }
    keepOrCancel(one, gateway.gateClient().ask(governed, answer -> decided(one, answer)));
  }

  private void keepOrCancel(Waiting one, GateClient.PendingDecision asking) {
    boolean late;
    synchronized (waiting) {
      one.asking = asking;
      late = !one.wanted;
    }
    if (late) {
      asking.cancel();
    }
  }

  /** Adds a request to those that wait; returns the reason if it cannot be added. */
  private @Nullable DenialCode admit(Waiting one, int bytes) {
    RequestId id = one.governed.request().id();
    synchronized (waiting) {
      if (closed) {
        return DenialCode.CLOSED;
      }
      if (waiting.containsKey(id)
          || !one.share.take(bytes)
          || !gateway.pendingRequests().beginWait(caller.party().agent())) {
        return DenialCode.BUSY;
      }
      waiting.put(id, one);
      return null;
    }
  }

  private void decided(Waiting one, GateClient.GateAnswer answer) {
    boolean wanted;
    synchronized (waiting) {
      if (!one.counted) {
        return; // a gate that answers twice
      }
      one.counted = false;
      wanted = one.wanted;
      one.wanted = false;
      waiting.remove(one.governed.request().id(), one);
    }
    gateway.pendingRequests().endWait(caller.party().agent());
    one.share.giveBack();
    forwardOrDeny(one, answer, wanted);
  }

  private void forwardOrDeny(Waiting one, GateClient.GateAnswer answer, boolean wanted) {
    if (wanted && answer.denial() == null && answer.decision() != null) {
      forward(one, answer.decision(), answer.text());
      return;
    }
    if (answer.decision() != null && answer.allowed()) {
      gateway.gateClient().report(answer.decision(), ToolOutcome.Kind.DENIED);
    }
    if (wanted && answer.denial() != null) {
      deny(one.governed.request(), one.governed.method(), answer.denial());
    }
  }

  private void forward(Waiting one, ToolGate.Decision decision, String text) {
    gateway
        .pendingRequests()
        .recordServerRequest(caller.key(one.governed.request().id()), decision);
    show.accept(one.event.withoutId().with(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void deny(Message.Request request, @Nullable GovernedMethod method, Denial denial) {
    gateway.tell(caller, gateway.denials().deny(request, method, denial));
  }

  /** Cancels a request for the server; returns whether it waited, so that it is never shown. */
  boolean cancel(RequestId id) {
    Waiting one;
    synchronized (waiting) {
      one = waiting.remove(id);
      if (one == null) {
        return false;
      }
      one.wanted = false;
    }
    giveUp(one);
    return true;
  }

  private void giveUp(Waiting one) {
    GateClient.PendingDecision asking;
    synchronized (waiting) {
      asking = one.asking;
    }
    if (asking != null) {
      asking.cancel();
    }
  }

  /** Denies the waiting requests, because the stream has ended. */
  void close() {
    List<Waiting> left;
    synchronized (waiting) {
      closed = true;
      left = new ArrayList<>(waiting.values());
      waiting.clear();
      left.forEach(one -> one.wanted = false);
    }
    for (Waiting one : left) {
      giveUp(one);
      deny(one.governed.request(), one.governed.method(), Denial.of(DenialCode.CLOSED));
    }
  }
}
