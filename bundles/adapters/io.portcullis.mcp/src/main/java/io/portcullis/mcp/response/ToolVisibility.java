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

/** Asks which of some tools are denied outright, a few at a time. Thread-safe. */
final class ToolVisibility {
  /** How many are under way at the most. */
  static final int AT_A_TIME = 16;

  private final GateClient door;
  private final List<ToolCall> calls;

  private final Object lock = new Object();
  private final Set<String> denied = new HashSet<>();
  private final BitSet answered = new BitSet();
  private final Map<Integer, GateClient.PendingDecision> askings = new HashMap<>();
  private int next;
  private int running;
  private boolean starting;

  /** Is told the names that are denied; null once it was told or nobody wants to know. */
  private @Nullable Consumer<Set<String>> then;

  ToolVisibility(GateClient door, List<ToolCall> calls, Consumer<Set<String>> then) {
    this.door = door;
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

  /** Asks no more; whoever wanted to know is not told any more. */
  void cancel() {
    List<GateClient.PendingDecision> underWay;
    synchronized (lock) {
      then = null;
      underWay = List.copyOf(askings.values());
      askings.clear();
    }
    underWay.forEach(GateClient.PendingDecision::cancel);
  }

  /** In a loop, since a gate may answer at once, ten thousand times. */
  private void startMore() {
    while (true) {
      int index;
      synchronized (lock) {
        if (then == null || next == calls.size() || running == AT_A_TIME) {
          starting = false;
          return;
        }
        index = next;
        next++;
        running++;
      }
      GateClient.PendingDecision asking = door.preview(calls.get(index), no -> answered(index, no));
      boolean wanted;
      synchronized (lock) {
        wanted = then != null;
        if (wanted && !answered.get(index)) {
          askings.put(index, asking);
        }
      }
      if (!wanted) {
        asking.cancel();
      }
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
      askings.remove(index);
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
