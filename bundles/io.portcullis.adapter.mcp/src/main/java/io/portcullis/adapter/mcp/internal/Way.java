// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.internal;

import io.portcullis.adapter.mcp.protocol.Denial;
import io.portcullis.adapter.mcp.protocol.DenialCode;
import io.portcullis.adapter.mcp.protocol.DenialWriter;
import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.GovernedMethod;
import io.portcullis.adapter.mcp.protocol.GovernedRequest;
import io.portcullis.adapter.mcp.protocol.Member;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.Party;
import io.portcullis.adapter.mcp.protocol.RequestId;
import io.portcullis.adapter.mcp.protocol.Ruling;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests that go one way, from who asks to who answers, and their answers. Thread-safe.
 * Nothing is written here: lines are added to the outlets, under the lock where the order matters.
 */
final class Way {
  /** How many cancelled requests are remembered, whose answers may still come. */
  private static final int MAX_CANCELLED = 1_024;

  private final GovernedMethod.Direction direction;
  private final Party party;
  private final SessionLimits limits;
  private final GateDoor door;
  private final DenialWriter denials;
  private final Outlet asker;
  private final Outlet answerer;

  private final Object lock = new Object();
  private final Map<RequestId, Flight> open = new HashMap<>();
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

  Way(
      GovernedMethod.Direction direction,
      Party party,
      SessionLimits limits,
      GateDoor door,
      DenialWriter denials,
      Outlet asker,
      Outlet answerer) {
    this.direction = direction;
    this.party = party;
    this.limits = limits;
    this.door = door;
    this.denials = denials;
    this.asker = asker;
    this.answerer = answerer;
  }

  /** Takes a request: it is forwarded, denied, or waits for the gate. */
  void request(Message.Request request) {
    Ruling ruling = Ruling.of(direction, request, party);
    GovernedRequest governed = ruling instanceof Ruling.Governed asked ? asked.request() : null;
    DenialCode refusal = ruling instanceof Ruling.Refused refused ? refused.code() : null;
    Flight flight = new Flight(request, governed);
    synchronized (lock) {
      if (open.containsKey(request.id())) {
        asker.add(denials.duplicateId());
        return;
      }
      if (refusal == null) {
        refusal = noRoom(flight);
      }
      if (refusal != null) {
        asker.add(denials.deny(request, ruling.method(), Denial.of(refusal)));
        return;
      }
      open.put(flight.id, flight);
      heldBytes += flight.bytes;
      cancelled.remove(flight.id);
      if (governed == null) {
        answerer.add(line(request.text()));
      } else {
        waiting++;
      }
    }
    if (governed != null) {
      GovernedRequest asked = governed;
      Thread pump = Thread.currentThread();
      asked(flight, door.ask(governed, answer -> decided(flight, asked, answer, pump)));
    }
  }

  /** Keeps the question as long as its answer matters. */
  private void asked(Flight flight, GateDoor.Asking asking) {
    synchronized (lock) {
      if (flight.owed) {
        flight.asking = flight.waiting == null ? null : asking;
        return;
      }
    }
    asking.giveUp(); // cancelled while it was being asked
  }

  private @Nullable DenialCode noRoom(Flight flight) {
    if (closed) {
      return DenialCode.CLOSED;
    }
    boolean full =
        open.size() >= limits.maxOpen()
            || (flight.waiting != null && waiting >= limits.maxWaiting())
            || heldBytes + flight.bytes > limits.maxHeldBytes();
    return full ? DenialCode.BUSY : null;
  }

  private void decided(
      Flight flight, GovernedRequest governed, GateDoor.Answer answer, Thread pump) {
    boolean forwarded;
    synchronized (lock) {
      if (flight.waiting == null) {
        return; // decided before
      }
      flight.waiting = null;
      flight.asking = null;
      waiting--;
      forwarded = flight.owed && answer.denial() == null;
      if (forwarded) {
        flight.decision = answer.decision();
        answerer.add(line(answer.text()));
      } else {
        heldBytes -= flight.bytes;
        if (flight.owed && answer.denial() != null) {
          open.remove(flight.id);
          flight.owed = false;
          asker.add(denials.deny(governed.request(), governed.method(), answer.denial()));
        }
      }
    }
    if (!forwarded && answer.decision() != null && answer.allowed()) {
      door.report(answer.decision(), ToolOutcome.Kind.DENIED);
    }
    // The pump writes when it is done with its line; a thread of the gate must not wait for a side.
    if (Thread.currentThread() != pump) {
      asker.wake();
      answerer.wake();
    }
  }

  /**
   * Takes the cancellation of a request by who asked. What waits is never forwarded then, and no
   * answer is owed; what was forwarded is cancelled there.
   */
  void cancel(Message.Notification cancellation) {
    Member member = cancellation.params().get("requestId");
    RequestId id = member == null ? null : RequestId.of(member);
    if (id == null || cancellation.params().hasCaseVariantOf(List.of("requestId"))) {
      return;
    }
    Flight flight;
    boolean waits;
    GateDoor.@Nullable Asking asking;
    synchronized (lock) {
      flight = open.remove(id);
      if (flight == null) {
        return;
      }
      flight.owed = false;
      asking = flight.asking;
      waits = flight.waiting != null; // still counted until the gate has spoken
      if (!waits) {
        heldBytes -= flight.bytes;
        cancelled.put(id, true);
        answerer.add(line(cancellation.text()));
      }
    }
    if (!waits) {
      ended(flight, true);
    } else if (asking != null) {
      asking.giveUp();
    }
  }

  /** Takes the request out that is answered; null if no such answer is awaited. */
  @Nullable Flight take(@Nullable RequestId id) {
    synchronized (lock) {
      Flight flight = id == null ? null : open.get(id);
      if (flight == null || flight.waiting != null) {
        return null;
      }
      open.remove(flight.id);
      heldBytes -= flight.bytes;
      flight.owed = false;
      return flight;
    }
  }

  /** Whether a request was forwarded and then cancelled, so that an answer means nothing. */
  boolean wasCancelled(RequestId id) {
    synchronized (lock) {
      return cancelled.containsKey(id);
    }
  }

  /** Whether an answer with this id would be taken for that of a request under way. */
  boolean isOpen(RequestId id) {
    synchronized (lock) {
      return open.containsKey(id);
    }
  }

  /** Tells the gate how a request ended that was taken out. */
  void ended(Flight flight, boolean failed) {
    ToolGate.Decision decision = flight.decision;
    if (decision != null) {
      door.report(decision, failed ? ToolOutcome.Kind.FAILED : ToolOutcome.Kind.COMPLETED);
    }
  }

  /** Denies what waits and what still comes: who asks is gone, or the session ends. */
  void shut() {
    List<GateDoor.Asking> askings = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      open.values()
          .removeIf(
              flight -> {
                GovernedRequest governed = flight.waiting;
                if (governed != null) {
                  flight.owed = false;
                  if (flight.asking != null) {
                    askings.add(flight.asking);
                  }
                  asker.add(
                      denials.deny(
                          governed.request(), governed.method(), Denial.of(DenialCode.CLOSED)));
                }
                return governed != null;
              });
    }
    askings.forEach(GateDoor.Asking::giveUp);
  }

  /** Takes down that what was forwarded will have no answer. */
  void close() {
    shut();
    List<Flight> unanswered;
    synchronized (lock) {
      unanswered = new ArrayList<>(open.values());
      open.clear();
      unanswered.forEach(flight -> heldBytes -= flight.bytes);
    }
    unanswered.forEach(flight -> ended(flight, true));
  }

  /** A message as it is written. */
  static byte[] line(String text) {
    return (text + '\n').getBytes(StandardCharsets.UTF_8);
  }
}
