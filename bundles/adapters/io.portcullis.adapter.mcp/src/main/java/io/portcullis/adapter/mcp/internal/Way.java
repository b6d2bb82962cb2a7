// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.internal;

import io.portcullis.adapter.mcp.protocol.AnswerDesk;
import io.portcullis.adapter.mcp.protocol.Denial;
import io.portcullis.adapter.mcp.protocol.DenialCode;
import io.portcullis.adapter.mcp.protocol.DenialWriter;
import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.GovernedMethod;
import io.portcullis.adapter.mcp.protocol.GovernedRequest;
import io.portcullis.adapter.mcp.protocol.Member;
import io.portcullis.adapter.mcp.protocol.Message;
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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The requests that go one way, from who asks to who answers, and their answers. Thread-safe.
 * Nothing is written here: lines are added to the outlets, under the lock where the order matters.
 */
final class Way {
  /** How many cancelled requests are remembered, whose answers may still come. */
  private static final int MAX_CANCELLED = 1_024;

  private final GovernedMethod.Direction direction;
  private final SessionLimits limits;
  private final GateDoor door;
  private final AnswerDesk desk;
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

  /** How many requests were forwarded on a decision of which the gate must be told the end. */
  private int unreported;

  private boolean over;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();

  Way(
      GovernedMethod.Direction direction,
      SessionLimits limits,
      GateDoor door,
      AnswerDesk desk,
      DenialWriter denials,
      Outlet asker,
      Outlet answerer) {
    this.direction = direction;
    this.limits = limits;
    this.door = door;
    this.desk = desk;
    this.denials = denials;
    this.asker = asker;
    this.answerer = answerer;
  }

  /** Takes a request: it is forwarded, denied, or waits for the gate. */
  void request(Message.Request request) {
    Ruling ruling = desk.rule(direction, request);
    GovernedRequest governed = ruling instanceof Ruling.Governed asked ? asked.request() : null;
    DenialCode refusal =
        ruling instanceof Ruling.Refused refused
            ? refused.code()
            : governed == null ? null : desk.refusal(governed);
    Flight flight = new Flight(request, governed, terms(request, ruling));
    synchronized (lock) {
      // The late answer to what was cancelled would be taken for that to another request.
      if (open.containsKey(request.id()) || cancelled.containsKey(request.id())) {
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

  private Flight.@Nullable Terms terms(Message.Request request, Ruling ruling) {
    return desk.mayHold() ? new Flight.Terms(request, ruling, desk.holds(ruling, request)) : null;
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

  /** Keeps the question about a request as long as it waits. */
  private void asked(Flight flight, GateDoor.Asking asking) {
    synchronized (lock) {
      if (flight.owed) {
        // Decided already, its answer may be in question now.
        flight.asking = flight.waiting == null ? flight.asking : asking;
        return;
      }
    }
    asking.giveUp(); // cancelled while it was being asked
  }

  /** Keeps the question about an answer as long as it is owed. */
  private void treating(Flight flight, GateDoor.Asking asking) {
    synchronized (lock) {
      if (flight.owed) {
        flight.asking = asking;
        return;
      }
    }
    asking.giveUp();
  }

  private void decided(
      Flight flight, GovernedRequest governed, GateDoor.Answer answer, Thread pump) {
    Denial denial = answer.denial();
    if (denial == null) {
      // What it is may have changed while it waited.
      DenialCode refusal = desk.refusal(governed);
      denial = refusal == null ? null : Denial.of(refusal);
    }
    boolean forwarded;
    synchronized (lock) {
      if (flight.waiting == null) {
        return; // decided before
      }
      flight.waiting = null;
      flight.asking = null;
      waiting--;
      forwarded = flight.owed && denial == null;
      if (forwarded) {
        flight.decision = answer.decision();
        unreported += flight.decision == null ? 0 : 1;
        answerer.add(line(answer.text()));
      } else {
        heldBytes -= flight.bytes;
        if (flight.owed && denial != null) {
          open.remove(flight.id);
          flight.owed = false;
          asker.add(denials.deny(governed.request(), governed.method(), denial));
        }
      }
    }
    if (!forwarded && answer.decision() != null && answer.allowed()) {
      door.report(answer.decision(), ToolOutcome.Kind.DENIED);
    }
    wakeUnless(pump);
  }

  /** The pump writes when it is done with its line; a thread of the gate must not wait. */
  private void wakeUnless(Thread pump) {
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
    GateDoor.@Nullable Asking asking;
    synchronized (lock) {
      flight = open.get(id);
      if (flight == null || (flight.answered && !flight.whole())) {
        return; // too late: it was passed on, or has begun to be
      }
      open.remove(id);
      flight.owed = false;
      asking = flight.asking;
      if (flight.waiting == null) { // else it is counted until the gate has spoken
        heldBytes -= flight.bytes;
        if (!flight.answered) {
          cancelled.put(id, true);
          answerer.add(line(cancellation.text()));
        }
      }
    }
    ended(flight, true);
    if (asking != null) {
      asking.giveUp();
    }
  }

  /**
   * Takes note that a request is answered, once; it stays under way until {@link #passed} or {@link
   * #treat}.
   *
   * @return the request, or null if no such answer is awaited
   */
  @Nullable Flight take(@Nullable RequestId id) {
    synchronized (lock) {
      Flight flight = id == null ? null : open.get(id);
      if (flight == null || flight.waiting != null || flight.answered) {
        return null;
      }
      flight.answered = true;
      return flight;
    }
  }

  /** The answer is, or will be in this very step, passed on; who asked may use the id again. */
  void passed(Flight flight) {
    synchronized (lock) {
      if (open.remove(flight.id, flight)) {
        flight.owed = false;
        heldBytes -= flight.bytes;
      }
    }
  }

  /** Has an answer treated as a whole and gives who asked what becomes of it. */
  void treat(Flight flight, Message.Response answer) {
    Flight.Terms terms = flight.terms;
    if (terms != null) {
      Thread pump = Thread.currentThread();
      treating(
          flight,
          desk.treat(
              terms.request(),
              terms.ruling(),
              answer,
              text -> {
                answerInstead(flight, line(text));
                wakeUnless(pump);
              }));
    }
  }

  /** Gives who asked something else than an answer that was too long to be held. */
  void withhold(Flight flight) {
    Flight.Terms terms = flight.terms;
    if (terms != null) {
      answerInstead(flight, line(desk.tooLarge(terms.request(), terms.ruling())));
    }
  }

  /** Ends a request, if it is under way, with an error in place of an answer that cannot pass. */
  void fail(RequestId id, byte[] error) {
    Flight flight = take(id);
    if (flight == null) {
      isLate(id);
    } else {
      ended(flight, true);
      answerInstead(flight, error);
    }
  }

  private void answerInstead(Flight flight, byte[] line) {
    synchronized (lock) {
      if (open.remove(flight.id, flight)) {
        flight.owed = false;
        flight.asking = null;
        heldBytes -= flight.bytes;
        asker.add(line);
      }
    }
  }

  /** Whether any answer must be treated as a whole, so that none passes before it is identified. */
  boolean mayHold() {
    return desk.mayHold();
  }

  /** Whether an answer with this id must be treated as a whole. */
  boolean isWhole(RequestId id) {
    synchronized (lock) {
      Flight flight = open.get(id);
      return flight != null && flight.whole();
    }
  }

  /**
   * Whether an answer that nobody awaits is that to a request that was forwarded and then
   * cancelled. Told once: another one cannot come.
   */
  boolean isLate(@Nullable RequestId id) {
    synchronized (lock) {
      return id != null && cancelled.remove(id) != null;
    }
  }

  /** Whether an answer with this id would be taken for that of a request under way. */
  boolean isOpen(RequestId id) {
    synchronized (lock) {
      return open.containsKey(id);
    }
  }

  /** The same of an answer that was read, which may have created a task. */
  void ended(Flight flight, Message.Response answer) {
    ToolGate.Decision decision;
    synchronized (lock) {
      decision = flight.decision;
    }
    if (decision != null) {
      desk.noteTask(direction, decision.call(), answer);
    }
    ended(flight, answer.failed());
  }

  /** Tells the gate how a request ended, if that is not known yet. */
  void ended(Flight flight, boolean failed) {
    ToolGate.Decision decision;
    synchronized (lock) {
      decision = flight.decision;
      flight.decision = null;
    }
    if (decision != null) {
      door.report(decision, failed ? ToolOutcome.Kind.FAILED : ToolOutcome.Kind.COMPLETED);
      synchronized (lock) {
        unreported--;
      }
      settle();
    }
  }

  private void settle() {
    boolean all;
    synchronized (lock) {
      all = over && unreported == 0;
    }
    if (all) {
      settled.complete(null);
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
                  giveUp(flight, askings);
                  asker.add(
                      denials.deny(
                          governed.request(), governed.method(), Denial.of(DenialCode.CLOSED)));
                }
                return governed != null;
              });
    }
    askings.forEach(GateDoor.Asking::giveUp);
  }

  private static void giveUp(Flight flight, List<GateDoor.Asking> askings) {
    flight.owed = false;
    if (flight.asking != null) {
      askings.add(flight.asking);
    }
  }

  /**
   * Takes down that what was forwarded will have no answer, and drops the answers that are held, in
   * whose place who asked has a denial if that can still be told.
   */
  void close() {
    shut();
    List<GateDoor.Asking> askings = new ArrayList<>();
    List<Flight> unanswered;
    synchronized (lock) {
      over = true;
      unanswered = new ArrayList<>(open.values());
      open.clear();
      for (Flight flight : unanswered) {
        heldBytes -= flight.bytes;
        giveUp(flight, askings);
        Flight.Terms terms = flight.terms;
        if (terms != null && terms.whole() && flight.answered) {
          asker.add(line(desk.undecided(terms.request(), terms.ruling())));
        }
      }
    }
    askings.forEach(GateDoor.Asking::giveUp);
    unanswered.forEach(flight -> ended(flight, true));
    settle();
  }

  /** Completes, after {@link #close}, when the gate has been told how each request ended. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  /** A message as it is written. */
  static byte[] line(String text) {
    return (text + '\n').getBytes(StandardCharsets.UTF_8);
  }
}
