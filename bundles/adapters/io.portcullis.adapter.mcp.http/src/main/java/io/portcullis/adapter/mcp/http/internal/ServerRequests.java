// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.adapter.mcp.protocol.Denial;
import io.portcullis.adapter.mcp.protocol.DenialCode;
import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.GovernedMethod;
import io.portcullis.adapter.mcp.protocol.GovernedRequest;
import io.portcullis.adapter.mcp.protocol.MalformedException;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.RequestId;
import io.portcullis.adapter.mcp.protocol.Ruling;
import io.portcullis.api.ToolOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the server asks the client on one stream: it is shown once it is allowed, and answered to
 * the server otherwise. While one waits the stream goes on. Thread-safe.
 */
final class ServerRequests {
  /** The notification that cancels a request, from either side. */
  static final String CANCELLED = "notifications/cancelled";

  private final Gateway gateway;
  private final Caller caller;
  private final Consumer<byte[]> show;
  private final Map<RequestId, Waiting> waiting = new HashMap<>();
  private boolean closed;

  ServerRequests(Gateway gateway, Caller caller, Consumer<byte[]> show) {
    this.gateway = gateway;
    this.caller = caller;
    this.show = show;
  }

  /** One that waits for its decision. */
  private static final class Waiting {
    final GovernedRequest governed;
    final ServerEvent event;
    final Budget.Share share;
    GateDoor.@Nullable Asking asking;
    boolean counted = true;
    boolean wanted = true;

    Waiting(GovernedRequest governed, ServerEvent event, Budget.Share share) {
      this.governed = governed;
      this.event = event;
      this.share = share;
    }
  }

  /** Takes a request: it is shown, answered with a denial, or waits. */
  void request(Message.Request request, ServerEvent event, byte[] data) {
    Ruling ruling =
        gateway.desk().with(caller.party()).rule(GovernedMethod.Direction.TO_CLIENT, request);
    if (ruling instanceof Ruling.Free || ruling instanceof Ruling.Followed) {
      gateway.ledger().asked(caller.key(request.id()), null);
      show.accept(event.with(data));
      return;
    }
    show.accept(event.marker());
    if (ruling instanceof Ruling.Governed governed) {
      ask(governed.request(), event, data.length);
    } else if (ruling instanceof Ruling.Refused refused) {
      deny(request, refused.method(), Denial.of(refused.code()));
    }
  }

  /** Answers a request that cannot be read, unless its id is in use. */
  void refuse(RequestId id, MalformedException.Reason reason) {
    boolean inUse;
    synchronized (waiting) {
      inUse = waiting.containsKey(id);
    }
    if (!inUse && !gateway.ledger().isAsked(caller.key(id))) {
      gateway.tell(caller, gateway.denials().malformed(id, reason));
    }
  }

  private void ask(GovernedRequest governed, ServerEvent event, int bytes) {
    Message.Request request = governed.request();
    Budget.Share share = gateway.budget().share(caller.party().agent());
    Waiting one = new Waiting(governed, event, share);
    DenialCode refusal = null;
    synchronized (waiting) {
      if (closed) {
        refusal = DenialCode.CLOSED;
      } else if (waiting.containsKey(request.id())
          || !share.take(bytes)
          || !gateway.ledger().beginWait(caller.party().agent())) {
        refusal = DenialCode.BUSY;
      } else {
        waiting.put(request.id(), one);
      }
    }
    if (refusal != null) {
      share.giveBack();
      deny(request, governed.method(), Denial.of(refusal));
      return;
    }
    GateDoor.Asking asking = gateway.door().ask(governed, answer -> decided(one, answer));
    boolean late;
    synchronized (waiting) {
      one.asking = asking;
      late = !one.wanted;
    }
    if (late) {
      asking.giveUp();
    }
  }

  private void decided(Waiting one, GateDoor.Answer answer) {
    boolean wanted;
    synchronized (waiting) {
      if (!one.counted) {
        return; // decided before
      }
      one.counted = false;
      wanted = one.wanted;
      one.wanted = false;
      waiting.remove(one.governed.request().id(), one);
    }
    gateway.ledger().endWait(caller.party().agent());
    one.share.giveBack();
    if (wanted && answer.denial() == null && answer.decision() != null) {
      gateway.ledger().asked(caller.key(one.governed.request().id()), answer.decision());
      show.accept(one.event.withoutId().with(answer.text().getBytes(StandardCharsets.UTF_8)));
      return;
    }
    if (answer.decision() != null && answer.allowed()) {
      gateway.door().report(answer.decision(), ToolOutcome.Kind.DENIED);
    }
    if (wanted && answer.denial() != null) {
      deny(one.governed.request(), one.governed.method(), answer.denial());
    }
  }

  private void deny(Message.Request request, @Nullable GovernedMethod method, Denial denial) {
    gateway.tell(caller, gateway.denials().deny(request, method, denial));
  }

  /** The server takes a request back; returns whether it waited, so that it is never shown. */
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
    GateDoor.Asking asking;
    synchronized (waiting) {
      asking = one.asking;
    }
    if (asking != null) {
      asking.giveUp();
    }
  }

  /** The stream is over: what waits is answered, because nobody can be shown it any more. */
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
