// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.exchange;

import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.body.ErrorResponseBody;
import io.portcullis.mcp.http.internal.body.JsonResponseBody;
import io.portcullis.mcp.http.internal.body.ResponseOwner;
import io.portcullis.mcp.http.internal.body.SseResponseBody;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.context.OpenExchange;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.upstream.ResourceMetadata;
import io.portcullis.mcp.http.internal.upstream.ResponseBody;
import io.portcullis.mcp.http.internal.upstream.UpstreamCall;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.jsonrpc.RequestId;
import java.nio.ByteBuffer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** One HTTP request of a client, from its last byte to the end of its reply. Thread-safe. */
public abstract class Exchange implements OpenExchange, UpstreamCall.Listener, ResponseOwner {
  /** The error code for a server that is unreachable or violates the protocol. */
  static final int INTERNAL_ERROR = -32_603;

  private static final ResponseBody NOBODY =
      new ResponseBody() {
        @Override
        public void bytes(ByteBuffer piece) {}

        @Override
        public void end() {}

        @Override
        public void broken() {}
      };

  final ExchangeContext gateway;
  final ClientResponse reply;
  final Caller caller;
  private final MemoryBudget.Reservation request;
  private final MemoryBudget.Reservation answer;
  private final Object lock = new Object();
  private @Nullable UpstreamCall call;
  private @Nullable SseResponseBody events;
  private boolean over;

  /** Creates an exchange that has not begun. It releases the memory of the request at its end. */
  Exchange(
      ExchangeContext gateway,
      ClientResponse reply,
      Caller caller,
      MemoryBudget.Reservation request) {
    this.gateway = gateway;
    this.reply = reply;
    this.caller = caller;
    this.request = request;
    answer = gateway.budget().reservation(caller.party().agent());
  }

  /** Enters the exchange into the gateway; to be called once, before any other method. */
  public final void enter() {
    gateway.enter(this);
    reply.onOver(this::over);
  }

  /** Returns the id of the client's JSON-RPC request, or null if the message is not a request. */
  abstract @Nullable RequestId id();

  /** Called when the reply has ended, complete or not. */
  abstract void ended();

  /** Checks whether the exchange waits for the server. */
  boolean isServersTurn() {
    return true;
  }

  /** Sends a request to the server, unless the reply has ended. */
  final void forward(String method, byte @Nullable [] body) {
    UpstreamCall sent;
    try {
      sent = gateway.upstream().call(method, caller.headers(), body, reply, this, gateway.log());
    } catch (IllegalArgumentException e) {
      problem(400, HttpFields.EMPTY, "header", "A header cannot be forwarded.");
      return;
    }
    synchronized (lock) {
      if (over) {
        return;
      }
      call = sent;
    }
    sent.start();
  }

  @Override
  public final void abort() {
    reply.abort();
  }

  @Override
  public void tick() {
    if (reply.clientHasGone()) {
      reply.abort();
      return;
    }
    UpstreamCall sent;
    boolean streaming;
    synchronized (lock) {
      sent = call;
      streaming = events != null;
    }
    if (sent != null && isServersTurn() && sent.silence() > gateway.limits().maxIdle().toNanos()) {
      endSilent(sent, streaming);
    }
  }

  private void endSilent(UpstreamCall sent, boolean streaming) {
    sent.cancel();
    if (streaming) {
      reply.abort();
    } else {
      problem(504, HttpFields.EMPTY, "no_answer", "The server did not answer in time.");
    }
  }

  private void over() {
    UpstreamCall sent;
    SseResponseBody stream;
    synchronized (lock) {
      over = true;
      sent = call;
      stream = events;
    }
    endUpstream(sent, stream);
    request.close();
    answer.close();
    gateway.leave(this);
    ended();
  }

  private static void endUpstream(@Nullable UpstreamCall sent, @Nullable SseResponseBody stream) {
    if (sent != null) {
      sent.cancel();
    }
    if (stream != null) {
      stream.finish();
    }
  }

  /** Returns the headers of a response for the client. */
  final HttpFields toClient(Response head) {
    HttpFields passed = gateway.ids().toClient(caller, head.getHeaders());
    ResourceMetadata metadata = gateway.metadata();
    return metadata == null
        ? HttpFields.build(passed).remove(HttpHeader.WWW_AUTHENTICATE)
        : metadata.challenging(caller.headers(), passed);
  }

  /** Reads the response as events. */
  final ResponseBody events(Response head) {
    SseResponseBody stream = new SseResponseBody(this, reply, gateway, caller);
    synchronized (lock) {
      if (over) {
        return NOBODY;
      }
      events = stream;
    }
    reply.beginEvents(toClient(head));
    return stream;
  }

  /** Reads the response as one JSON text. */
  final ResponseBody json(Response head) {
    return new JsonResponseBody(
        this,
        reply,
        toClient(head),
        gateway.reader(),
        mayFilter() ? gateway.limits().maxMessageBytes() : gateway.limits().maxWholeAnswerBytes(),
        answer);
  }

  /** Reads the response as an error of the server. */
  final ResponseBody refusal(Response head) {
    return new ErrorResponseBody(
        this,
        reply,
        head.getStatus(),
        UpstreamCall.isOf(head, ClientResponse.JSON),
        UpstreamCall.isOf(head, "text/plain"),
        toClient(head),
        gateway.reader(),
        id());
  }

  /** Ignores the rest of the response. */
  final ResponseBody nothing() {
    UpstreamCall sent;
    synchronized (lock) {
      sent = call;
    }
    if (sent != null) {
      sent.release();
    }
    return NOBODY;
  }

  /** Ignores a response that does not belong to the protocol, and responds with an error. */
  final ResponseBody foreign(Response head) {
    problem(
        502,
        HttpFields.EMPTY,
        "no_answer",
        "The server gave no response that can be forwarded, with status " + head.getStatus() + '.');
    return nothing();
  }

  @Override
  public final void unreachable() {
    problem(502, HttpFields.EMPTY, "unreachable", "The server cannot be reached.");
  }

  @Override
  public final void problem(int status, HttpFields headers, String word, String text) {
    if (id() == null && reply.streams()) {
      reply.abort();
    } else {
      reply.json(status, gateway.denials().problem(id(), INTERNAL_ERROR, word, text), headers);
    }
  }
}
