// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.relay;

import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.governance.GovernedRequest;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.response.ResponseFilter;
import io.portcullis.mcp.stdio.internal.line.LineWriter;
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
public final class RequestRelay {
  /** How many cancelled requests are remembered, whose answers may still come. */
  private static final int MAX_CANCELLED = 1_024;

  private final GovernedMethod.Direction direction;
  private final SessionLimits limits;
  private final GateClient door;
  private final ResponseFilter desk;
  private final DenialWriter denials;
  private final LineWriter asker;
  private final LineWriter answerer;

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

  /** How many requests were forwarded on a decision of which the gate must be told the end. */
  private int unreported;

  private boolean over;
  private final CompletableFuture<Void> allReported = new CompletableFuture<>();

  public RequestRelay(
      GovernedMethod.Direction direction,
      SessionLimits limits,
      GateClient door,
      ResponseFilter desk,
      DenialWriter denials,
      LineWriter asker,
      LineWriter answerer) {
    this.direction = direction;
    this.limits = limits;
    this.door = door;
    this.desk = desk;
    this.denials = denials;
    this.asker = asker;
    this.answerer = answerer;
  }

  /** Takes a request: it is forwarded, denied, or waits for the gate. */
  public void request(Message.Request request) {
    Classification ruling = desk.classify(direction, request);
    GovernedRequest governed =
        ruling instanceof Classification.Govern asked ? asked.request() : null;
    DenialCode refusal =
        ruling instanceof Classification.Reject refused
            ? refused.code()
            : governed == null ? null : desk.denialBeforeGate(governed);
    InFlightRequest flight = new InFlightRequest(request, governed, terms(request, ruling));
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
      keepPendingRequest(
          flight, door.ask(governed, answer -> decided(flight, asked, answer, pump)));
    }
  }

  private InFlightRequest.@Nullable ResponseHandling terms(
      Message.Request request, Classification ruling) {
    return desk.mayBuffer()
        ? new InFlightRequest.ResponseHandling(request, ruling, desk.buffers(ruling, request))
        : null;
  }

  private @Nullable DenialCode noRoom(InFlightRequest flight) {
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
  private void keepPendingRequest(InFlightRequest flight, GateClient.PendingDecision asking) {
    synchronized (lock) {
      if (flight.owed) {
        // Decided already, its answer may be in question now.
        flight.pending = flight.waiting == null ? flight.pending : asking;
        return;
      }
    }
    asking.cancel(); // cancelled while it was being asked
  }

  /** Keeps the question about an answer as long as it is owed. */
  private void keepPendingResponse(InFlightRequest flight, GateClient.PendingDecision asking) {
    synchronized (lock) {
      if (flight.owed) {
        flight.pending = asking;
        return;
      }
    }
    asking.cancel();
  }

  private void decided(
      InFlightRequest flight, GovernedRequest governed, GateClient.GateAnswer answer, Thread pump) {
    Denial denial = answer.denial();
    if (denial == null) {
      // What it is may have changed while it waited.
      DenialCode refusal = desk.denialBeforeGate(governed);
      denial = refusal == null ? null : Denial.of(refusal);
    }
    boolean forwarded;
    synchronized (lock) {
      if (flight.waiting == null) {
        return; // decided before
      }
      flight.waiting = null;
      flight.pending = null;
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
  public void cancel(Message.Notification cancellation) {
    Member member = cancellation.params().get("requestId");
    RequestId id = member == null ? null : RequestId.of(member);
    if (id == null || cancellation.params().hasCaseVariantOf(List.of("requestId"))) {
      return;
    }
    InFlightRequest flight;
    GateClient.@Nullable PendingDecision asking;
    synchronized (lock) {
      flight = open.get(id);
      if (flight == null || (flight.answered && !flight.whole())) {
        return; // too late: it was passed on, or has begun to be
      }
      open.remove(id);
      flight.owed = false;
      asking = flight.pending;
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
      asking.cancel();
    }
  }

  /**
   * Takes note that a request is answered, once; it stays under way until {@link #passed} or {@link
   * #filter}.
   *
   * @return the request, or null if no such answer is awaited
   */
  public @Nullable InFlightRequest take(@Nullable RequestId id) {
    synchronized (lock) {
      InFlightRequest flight = id == null ? null : open.get(id);
      if (flight == null || flight.waiting != null || flight.answered) {
        return null;
      }
      flight.answered = true;
      return flight;
    }
  }

  /** The answer is, or will be in this very step, passed on; who asked may use the id again. */
  public void passed(InFlightRequest flight) {
    synchronized (lock) {
      if (open.remove(flight.id, flight)) {
        flight.owed = false;
        heldBytes -= flight.bytes;
      }
    }
  }

  /** Has an answer treated as a whole and gives who asked what becomes of it. */
  public void filter(InFlightRequest flight, Message.Response answer) {
    InFlightRequest.ResponseHandling terms = flight.handling;
    if (terms != null) {
      Thread pump = Thread.currentThread();
      keepPendingResponse(
          flight,
          desk.filter(
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
  void withhold(InFlightRequest flight) {
    InFlightRequest.ResponseHandling terms = flight.handling;
    if (terms != null) {
      answerInstead(flight, line(desk.tooLarge(terms.request(), terms.ruling())));
    }
  }

  /** Ends a request, if it is under way, with an error in place of an answer that cannot pass. */
  void fail(RequestId id, byte[] error) {
    InFlightRequest flight = take(id);
    if (flight == null) {
      isLate(id);
    } else {
      ended(flight, true);
      answerInstead(flight, error);
    }
  }

  private void answerInstead(InFlightRequest flight, byte[] line) {
    synchronized (lock) {
      if (open.remove(flight.id, flight)) {
        flight.owed = false;
        flight.pending = null;
        heldBytes -= flight.bytes;
        asker.add(line);
      }
    }
  }

  /** Whether any answer must be treated as a whole, so that none passes before it is identified. */
  boolean mayHold() {
    return desk.mayBuffer();
  }

  /** Whether an answer with this id must be treated as a whole. */
  boolean isWhole(RequestId id) {
    synchronized (lock) {
      InFlightRequest flight = open.get(id);
      return flight != null && flight.whole();
    }
  }

  /**
   * Whether an answer that nobody awaits is that to a request that was forwarded and then
   * cancelled. Told once: another one cannot come.
   */
  public boolean isLate(@Nullable RequestId id) {
    synchronized (lock) {
      return id != null && cancelled.remove(id) != null;
    }
  }

  /** Whether an answer with this id would be taken for that of a request under way. */
  public boolean isOpen(RequestId id) {
    synchronized (lock) {
      return open.containsKey(id);
    }
  }

  /** The same of an answer that was read, which may have created a task. */
  public void ended(InFlightRequest flight, Message.Response answer) {
    ToolGate.Decision decision;
    synchronized (lock) {
      decision = flight.decision;
    }
    if (decision != null) {
      desk.recordTask(direction, decision.call(), answer);
    }
    ended(flight, answer.failed());
  }

  /** Tells the gate how a request ended, if that is not known yet. */
  void ended(InFlightRequest flight, boolean failed) {
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
      completeWhenReported();
    }
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

  /** Denies what waits and what still comes: who asks is gone, or the session ends. */
  public void shut() {
    List<GateClient.PendingDecision> askings = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      open.values()
          .removeIf(
              flight -> {
                GovernedRequest governed = flight.waiting;
                if (governed != null) {
                  abandon(flight, askings);
                  asker.add(
                      denials.deny(
                          governed.request(), governed.method(), Denial.of(DenialCode.CLOSED)));
                }
                return governed != null;
              });
    }
    askings.forEach(GateClient.PendingDecision::cancel);
  }

  private static void abandon(InFlightRequest flight, List<GateClient.PendingDecision> askings) {
    flight.owed = false;
    if (flight.pending != null) {
      askings.add(flight.pending);
    }
  }

  /**
   * Takes down that what was forwarded will have no answer, and drops the answers that are held, in
   * whose place who asked has a denial if that can still be told.
   */
  public void close() {
    shut();
    List<GateClient.PendingDecision> askings = new ArrayList<>();
    List<InFlightRequest> unanswered;
    synchronized (lock) {
      over = true;
      unanswered = new ArrayList<>(open.values());
      open.clear();
      for (InFlightRequest flight : unanswered) {
        heldBytes -= flight.bytes;
        abandon(flight, askings);
        InFlightRequest.ResponseHandling terms = flight.handling;
        if (terms != null && terms.whole() && flight.answered) {
          asker.add(line(desk.undecided(terms.request(), terms.ruling())));
        }
      }
    }
    askings.forEach(GateClient.PendingDecision::cancel);
    unanswered.forEach(flight -> ended(flight, true));
    completeWhenReported();
  }

  /** Completes, after {@link #close}, when the gate has been told how each request ended. */
  public CompletableFuture<Void> allReported() {
    return allReported;
  }

  /** A message as it is written. */
  public static byte[] line(String text) {
    return (text + '\n').getBytes(StandardCharsets.UTF_8);
  }
}
