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

/** Which requests are under way, of all clients of an instance. Thread-safe. */
public final class PendingRequests {
  /**
   * A request that was passed on and has no answer yet.
   *
   * @param decision about it, if there was one whose end nobody was told
   * @param treatment of its answer, if there is one
   * @param share what of all that may be held it takes up
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
   * A ledger without entries.
   *
   * @param waiting how many decisions may be awaited
   * @param unanswered how many requests of one side are remembered; asked for each side
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
   * A client's request comes in.
   *
   * @return false if its session has one of this id under way, so that their answers could be taken
   *     for each other
   */
  public synchronized boolean enter(Caller.Key key, CancellableCall call) {
    List<CancellableCall> same = open.get(key);
    if (same != null && !key.session().isEmpty()) {
      return false;
    }
    open.computeIfAbsent(key, k -> new ArrayList<>(1)).add(call);
    return true;
  }

  public synchronized void leave(Caller.Key key, CancellableCall call) {
    List<CancellableCall> same = open.get(key);
    if (same != null && same.remove(call) && same.isEmpty()) {
      open.remove(key);
    }
  }

  /** The requests under way that go by this key. */
  public synchronized List<CancellableCall> findAll(Caller.Key key) {
    return List.copyOf(open.getOrDefault(key, List.of()));
  }

  /** One more decision is awaited; false if there are too many already, or of this agent. */
  public boolean beginWait(AgentIdentity agent) {
    return waiting.take(agent, 1);
  }

  public void endWait(AgentIdentity agent) {
    waiting.give(agent, 1);
  }

  public int waiting() {
    return (int) waiting.used();
  }

  /** The client was shown a request of the server. */
  public void recordServerRequest(Caller.Key key, ToolGate.@Nullable Decision decision) {
    put(ofServer, key, new Unanswered(decision, null, null));
  }

  /** Whether the client was shown a request of the server under this key. */
  public synchronized boolean isServerRequestOpen(Caller.Key key) {
    return ofServer.get(key) != null;
  }

  /** The client answers one; null if it was shown none under this key. */
  public synchronized @Nullable Unanswered answer(Caller.Key key) {
    return ofServer.remove(key);
  }

  /**
   * A client's request has no answer, but one may come on a stream that is resumed. If there is no
   * room for what its answer's treatment needs, that answer will be nobody's.
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

  public synchronized boolean isResumable(Caller.Key key) {
    return resumable.get(key) != null;
  }

  /** How the answer to one that is resumable must be treated. */
  public synchronized @Nullable ResponseFilterState treatment(Caller.Key key) {
    Unanswered one = resumable.get(key);
    return one == null ? null : one.treatment();
  }

  /** The decision on one that is resumable, if its end was not reported yet. */
  public synchronized ToolGate.@Nullable Decision decision(Caller.Key key) {
    Unanswered one = resumable.get(key);
    return one == null ? null : one.decision();
  }

  /** Whether the answer to any that is resumable must be treated. */
  public synchronized boolean mayTreat() {
    return resumable.all().stream().anyMatch(one -> one.treatment() != null);
  }

  /** The answer to one has come on a resumed stream, but was not shown yet. */
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

  /** The answer to one has come on a resumed stream. */
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

  /** Tells the gate how one ended, and forgets it. */
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

  /** Nothing more will be answered. */
  void close() {
    List<Unanswered> left = new ArrayList<>();
    synchronized (this) {
      left.addAll(ofServer.clear());
      left.addAll(resumable.clear());
    }
    left.forEach(each -> ended(each, true));
  }
}
