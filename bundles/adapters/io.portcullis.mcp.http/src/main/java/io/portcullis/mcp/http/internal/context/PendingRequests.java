// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.context;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.limit.FairShare;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The requests in flight of all clients of a gateway. Thread-safe. */
public final class PendingRequests {
  /**
   * A forwarded request without a response.
   *
   * @param decision the decision whose outcome was not reported, or null
   * @param treatment how its response is filtered, or null
   * @param share the memory that it holds, or null
   */
  public record Unanswered(
      ToolGate.@Nullable Decision decision,
      @Nullable ResponseFilterState treatment,
      MemoryBudget.@Nullable Reservation share) {}

  private final GateClient door;
  private final MemoryBudget budget;
  private final FairShare waiting;
  private final Map<Caller.Key, List<CancellableCall>> open = new HashMap<>();
  private final UnansweredRequests ofServer;
  private final UnansweredRequests resumable;

  /**
   * Creates a table without requests.
   *
   * @param waiting the limit for pending decisions
   * @param unanswered supplies the limit for the requests of each side without a response
   */
  PendingRequests(
      GateClient door, MemoryBudget budget, FairShare waiting, Supplier<FairShare> unanswered) {
    this.door = door;
    this.budget = budget;
    this.waiting = waiting;
    ofServer = new UnansweredRequests(unanswered.get());
    resumable = new UnansweredRequests(unanswered.get());
  }

  /**
   * Adds a request of a client.
   *
   * @return false if its session has a request with this id in flight, whose response could be
   *     taken for that of the new one
   */
  public synchronized boolean enter(Caller.Key key, CancellableCall call) {
    List<CancellableCall> same = open.get(key);
    if (same != null && !key.session().isEmpty()) {
      return false;
    }
    open.computeIfAbsent(key, k -> new ArrayList<>(1)).add(call);
    return true;
  }

  /** Removes a request of a client. A second call does nothing. */
  public synchronized void leave(Caller.Key key, CancellableCall call) {
    List<CancellableCall> same = open.get(key);
    if (same != null && same.remove(call) && same.isEmpty()) {
      open.remove(key);
    }
  }

  /** Returns the requests in flight with this key. */
  public synchronized List<CancellableCall> findAll(Caller.Key key) {
    return List.copyOf(open.getOrDefault(key, List.of()));
  }

  /** Reserves a pending decision; returns false at the limit, of all or of this agent. */
  public boolean beginWait(AgentIdentity agent) {
    return waiting.take(agent, 1);
  }

  /** Releases a pending decision. */
  public void endWait(AgentIdentity agent) {
    waiting.give(agent, 1);
  }

  /** Returns the number of pending decisions. */
  public int waiting() {
    return (int) waiting.used();
  }

  /** Records a request of the server that the client was shown. */
  public void recordServerRequest(Caller.Key key, ToolGate.@Nullable Decision decision) {
    put(ofServer, key, new Unanswered(decision, null, null));
  }

  /** Checks whether a request of the server with this key has no response. */
  public synchronized boolean isServerRequestOpen(Caller.Key key) {
    return ofServer.get(key) != null;
  }

  /** Takes the request of the server to which a client responds; null if no such one is open. */
  public synchronized @Nullable Unanswered answer(Caller.Key key) {
    return ofServer.remove(key);
  }

  /**
   * Records a request of a client whose response may come on a resumed stream. If the memory for
   * filtering that response is used up, the request is dropped and its response withheld.
   */
  public void resumable(
      Caller.Key key,
      ToolGate.@Nullable Decision decision,
      @Nullable ResponseFilterState treatment) {
    MemoryBudget.Reservation share =
        treatment == null ? null : budget.reservation(key.party().agent());
    if (share == null || (treatment != null && share.take(treatment.size()))) {
      put(resumable, key, new Unanswered(decision, treatment, share));
    } else {
      ended(new Unanswered(decision, null, null), true);
    }
  }

  /** Checks whether a response to this request may come on a resumed stream. */
  public synchronized boolean isResumable(Caller.Key key) {
    return resumable.get(key) != null;
  }

  /** Returns how the response to a resumable request is filtered, or null. */
  public synchronized @Nullable ResponseFilterState treatment(Caller.Key key) {
    Unanswered one = resumable.get(key);
    return one == null ? null : one.treatment();
  }

  /** Returns the decision on a resumable request, if its outcome was not reported. */
  public synchronized ToolGate.@Nullable Decision decision(Caller.Key key) {
    Unanswered one = resumable.get(key);
    return one == null ? null : one.decision();
  }

  /** Checks whether the response to any resumable request is filtered. */
  public synchronized boolean mayTreat() {
    return resumable.all().stream().anyMatch(one -> one.treatment() != null);
  }

  /** Reports the outcome of a request whose response came on a resumed stream and is held. */
  public void responseReceived(Caller.Key key, boolean failed) {
    Unanswered one;
    synchronized (this) {
      one = resumable.get(key);
      if (one != null) {
        resumable.change(key, new Unanswered(null, one.treatment(), one.share()));
      }
    }
    if (one != null) {
      report(one, failed);
    }
  }

  /** Takes a request whose response came on a resumed stream. */
  public synchronized @Nullable Unanswered resumed(Caller.Key key) {
    return resumable.remove(key);
  }

  private void put(UnansweredRequests requests, Caller.Key key, Unanswered unanswered) {
    List<Unanswered> forgotten;
    synchronized (this) {
      forgotten = requests.put(key, unanswered);
    }
    forgotten.forEach(each -> ended(each, true));
  }

  /** Releases the memory of a request that was taken, and reports its outcome. */
  public void ended(Unanswered ended, boolean failed) {
    if (ended.share() != null) {
      ended.share().close();
    }
    report(ended, failed);
  }

  private void report(Unanswered ended, boolean failed) {
    if (ended.decision() != null) {
      door.report(ended.decision(), failed ? ToolOutcome.Kind.FAILED : ToolOutcome.Kind.COMPLETED);
    }
  }

  /** Reports all requests as failed, because no response can come any more. */
  void close() {
    List<Unanswered> left = new ArrayList<>();
    synchronized (this) {
      left.addAll(ofServer.clear());
      left.addAll(resumable.clear());
    }
    left.forEach(each -> ended(each, true));
  }
}
