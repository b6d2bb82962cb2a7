// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.api.ToolCall;
import io.portcullis.mcp.governance.GateClient;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the tools that are denied outright, with a few previews at a time. Thread-safe. */
final class ToolVisibility {
  /** The maximum number of pending previews. */
  static final int AT_A_TIME = 16;

  private final GateClient gate;
  private final List<ToolCall> calls;

  private final Object lock = new Object();
  private final Set<String> denied = new HashSet<>();
  private final BitSet answered = new BitSet();
  private final Map<Integer, GateClient.PendingDecision> pendings = new HashMap<>();
  private int next;
  private int running;
  private boolean starting;

  /** Takes the names that are denied; null once it was called or cancelled. */
  private @Nullable Consumer<Set<String>> then;

  ToolVisibility(GateClient gate, List<ToolCall> calls, Consumer<Set<String>> then) {
    this.gate = gate;
    this.calls = List.copyOf(calls);
    this.then = then;
  }

  /** Begins; to be called once. */
  void start() {
    Consumer<Set<String>> told = null;
    synchronized (lock) {
      if (calls.isEmpty()) {
        told = then;
        then = null;
      }
      starting = true;
    }
    if (told != null) {
      told.accept(Set.of());
    }
    startMore();
  }

  /** Cancels the pending previews; the consumer is not called any more. */
  void cancel() {
    List<GateClient.PendingDecision> underWay;
    synchronized (lock) {
      then = null;
      underWay = List.copyOf(pendings.values());
      pendings.clear();
    }
    underWay.forEach(GateClient.PendingDecision::cancel);
  }

  /** Loops instead of recursing, since a gate may answer ten thousand previews at once. */
  private void startMore() {
    for (int index = takeNext(); index >= 0; index = takeNext()) {
      int previewed = index;
      GateClient.PendingDecision pending =
          gate.preview(calls.get(index), no -> answered(previewed, no));
      if (!keep(index, pending)) {
        pending.cancel();
      }
    }
  }

  /** Returns the next preview to start; negative if none can start now. */
  private int takeNext() {
    synchronized (lock) {
      if (then == null || next == calls.size() || running == AT_A_TIME) {
        starting = false;
        return -1;
      }
      running++;
      return next++;
    }
  }

  /** Keeps a preview until its answer; returns whether the previews are wanted. */
  private boolean keep(int index, GateClient.PendingDecision pending) {
    synchronized (lock) {
      boolean wanted = then != null;
      if (wanted && !answered.get(index)) {
        pendings.put(index, pending);
      }
      return wanted;
    }
  }

  private void answered(int index, boolean no) {
    Consumer<Set<String>> told = null;
    boolean startsMore;
    Set<String> names = Set.of();
    synchronized (lock) {
      if (answered.get(index)) {
        return;
      }
      answered.set(index);
      pendings.remove(index);
      running--;
      if (no) {
        denied.add(calls.get(index).tool());
      }
      if (running == 0 && next == calls.size()) {
        told = then;
        then = null;
        names = Set.copyOf(denied);
      }
      startsMore = !starting && then != null;
      starting |= startsMore;
    }
    if (told != null) {
      told.accept(names);
    } else if (startsMore) {
      startMore();
    }
  }
}
