// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.relay;

import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.relay.RelayedRequest;
import io.portcullis.mcp.response.ResponseFilter;
import io.portcullis.mcp.stdio.internal.line.LineWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one direction and their responses. All requests share one lock, under which lines
 * are added to the writers, so that a cancellation never overtakes its request. Nothing is written
 * to a stream here. Thread-safe.
 */
public final class RequestRelay {
  /** How many cancelled requests are remembered, whose answers may still come. */
  private static final int MAX_CANCELLED = 1_024;

  private final GovernedMethod.Direction direction;
  private final SessionLimits limits;
  private final GateClient gate;
  private final ResponseFilter filter;
  private final DenialWriter denials;
  private final LineWriter sender;
  private final LineWriter receiver;

  private final Object lock = new Object();
  private final Map<RequestId, InFlightRequest> open = new HashMap<>();
  private final Map<RequestId, Boolean> cancelled =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RequestId, Boolean> eldest) {
          return size() > MAX_CANCELLED;
        }
      };
  private int waiting;
  private long heldBytes;
  private boolean closed;

  /** How many requests were forwarded on a decision whose outcome the gate has not yet. */
  private int unreported;

  private boolean over;
  private final CompletableFuture<Void> allReported = new CompletableFuture<>();

  /**
   * Creates a relay without requests.
   *
   * @param direction the direction of the requests
   * @param limits how much may be in flight
   * @param gate decides
   * @param filter filters the responses
   * @param denials writes errors
   * @param sender leads to the side that sends the requests
   * @param receiver leads to the side that responds
   */
  public RequestRelay(
      GovernedMethod.Direction direction,
      SessionLimits limits,
      GateClient gate,
      ResponseFilter filter,
      DenialWriter denials,
      LineWriter sender,
      LineWriter receiver) {
    this.direction = direction;
    this.limits = limits;
    this.gate = gate;
    this.filter = filter;
    this.denials = denials;
    this.sender = sender;
    this.receiver = receiver;
  }

  /** Forwards or denies a request, or asks the gate. */
  public void request(Message.Request request) {
    InFlightRequest flight = new InFlightRequest(this, request);
    synchronized (lock) {
      // A late response to a cancelled request would be taken for the response to this one.
      if (open.containsKey(request.id()) || cancelled.containsKey(request.id())) {
        sender.add(denials.duplicateId());
        return;
      }
      open.put(request.id(), flight);
    }
    flight.relayed().begin();
  }

  RelayedRequest relayed(Message.Request request, InFlightRequest flight) {
    return new RelayedRequest(lock, direction, request, gate, filter, flight);
  }

  ResponseFilter filter() {
    return filter;
  }

  /** Reserves room for a request; returns why it is denied, or null. The lock is held. */
  @Nullable DenialCode reserve(long bytes, boolean governed) {
    if (closed) {
      return DenialCode.CLOSED;
    }
    boolean full =
        open.size() > limits.maxOpen()
            || (governed && waiting >= limits.maxWaiting())
            || heldBytes + bytes > limits.maxHeldBytes();
    if (full) {
      return DenialCode.BUSY;
    }
    heldBytes += bytes;
    waiting += governed ? 1 : 0;
    return null;
  }

  /** Notes that the gate has answered a request. The lock is held. */
  void releaseWaiting(long bytes) {
    waiting--;
    heldBytes -= bytes;
  }

  /** Removes a request, and gives back its bytes. The lock is held. */
  void remove(InFlightRequest flight, long bytes) {
    open.remove(flight.id(), flight);
    heldBytes -= bytes;
  }

  /** Adds a request for the receiver. The lock is held. */
  void addToReceiver(String text, boolean governed) {
    unreported += governed ? 1 : 0;
    receiver.add(line(text));
  }

  /** Adds a response for the sender. The lock is held. */
  void addToSender(byte[] line) {
    sender.add(line);
  }

  /** Adds a denial for the sender. The lock is held. */
  void addDenial(RelayedRequest relayed, Denial denial) {
    sender.add(denials.deny(relayed.request(), relayed.classification().method(), denial));
  }

  void wake() {
    sender.wake();
    receiver.wake();
  }

  void reported() {
    synchronized (lock) {
      unreported--;
    }
    completeWhenReported();
  }

  private void completeWhenReported() {
    boolean all;
    synchronized (lock) {
      all = over && unreported == 0;
    }
    if (all) {
      allReported.complete(null);
    }
  }

  /**
   * Cancels a request for its sender. A waiting request is never forwarded, and no response is
   * owed. The cancellation of a forwarded request is forwarded.
   */
  public void cancel(Message.Notification cancellation) {
    RequestId id = cancelledId(cancellation);
    if (id == null) {
      return;
    }
    InFlightRequest flight;
    synchronized (lock) {
      flight = open.get(id);
    }
    if (flight != null) {
      flight.relayed().cancel(() -> forwardCancellation(id, cancellation));
    }
  }

  private void forwardCancellation(RequestId id, Message.Notification cancellation) {
    cancelled.put(id, true);
    receiver.add(line(cancellation.text()));
  }

  private static @Nullable RequestId cancelledId(Message.Notification cancellation) {
    Member member = cancellation.params().get("requestId");
    boolean ambiguous = cancellation.params().hasCaseVariantOf(List.of("requestId"));
    return member == null || ambiguous ? null : RequestId.of(member);
  }

  /**
   * Claims the response to a request, once. The request stays in flight until {@link #complete} or
   * {@link #filter(InFlightRequest, Message.Response)}.
   *
   * @return the request, or null if no such response is awaited
   */
  public @Nullable InFlightRequest take(@Nullable RequestId id) {
    InFlightRequest flight;
    synchronized (lock) {
      flight = id == null ? null : open.get(id);
    }
    return flight != null && flight.relayed().startResponse() ? flight : null;
  }

  /** Records what a response creates, before it is passed on or filtered. */
  public void received(InFlightRequest flight, Message.Response response) {
    flight.relayed().received(response);
  }

  /** Ends a request whose response is passed on; its sender may use the id again. */
  public void complete(InFlightRequest flight, boolean failed) {
    flight.relayed().complete(failed);
  }

  /** Filters a response as a whole, and sends the outcome to the sender of the request. */
  public void filter(InFlightRequest flight, Message.Response response) {
    synchronized (lock) {
      flight.pumpedHere();
    }
    flight.relayed().hold(response, flight::write);
  }

  /** Sends a denial in place of a response that was too long to be held. */
  void withhold(InFlightRequest flight, boolean failed) {
    RelayedRequest relayed = flight.relayed();
    replace(flight, failed, line(filter.tooLarge(relayed.request(), relayed.classification())));
  }

  /** Ends a request, if it is in flight, with an error in place of a response that cannot pass. */
  void fail(RequestId id, byte[] error) {
    InFlightRequest flight = take(id);
    if (flight == null) {
      isLate(id);
    } else {
      replace(flight, true, error);
    }
  }

  private void replace(InFlightRequest flight, boolean failed, byte[] line) {
    if (flight.relayed().complete(failed)) {
      sender.add(line);
    }
  }

  /** Whether any response may be held, so that none passes before it is identified. */
  boolean mayHold() {
    return filter.mayBuffer();
  }

  /** Whether a response with this id must be treated as a whole. */
  boolean isWhole(RequestId id) {
    synchronized (lock) {
      InFlightRequest flight = open.get(id);
      return flight != null && flight.whole();
    }
  }

  /**
   * Checks whether an unexpected response belongs to a request that was forwarded and then
   * cancelled. True once for each such request: a second response cannot come.
   */
  public boolean isLate(@Nullable RequestId id) {
    synchronized (lock) {
      return id != null && cancelled.remove(id) != null;
    }
  }

  /** Whether a response with this id would be taken for that of a request in flight. */
  public boolean isOpen(RequestId id) {
    synchronized (lock) {
      return open.containsKey(id);
    }
  }

  /** Denies waiting and later requests, because their sender or the session has ended. */
  public void shut() {
    synchronized (lock) {
      closed = true;
    }
    inFlight().forEach(RelayedRequest::closeWaiting);
  }

  /**
   * Ends all requests. Held responses are replaced by a denial, and forwarded requests are reported
   * as failed.
   */
  public void close() {
    synchronized (lock) {
      closed = true;
      over = true;
    }
    inFlight().forEach(RelayedRequest::close);
    completeWhenReported();
  }

  private List<RelayedRequest> inFlight() {
    synchronized (lock) {
      return open.values().stream().map(InFlightRequest::relayed).toList();
    }
  }

  /** Completes, after {@link #close}, once the outcome of each request was reported. */
  public CompletableFuture<Void> allReported() {
    return allReported;
  }

  /** Returns a message as it is written. */
  public static byte[] line(String text) {
    return (text + '\n').getBytes(StandardCharsets.UTF_8);
  }
}
