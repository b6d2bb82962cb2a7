// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.calls;

import io.portcullis.api.ToolCall;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.operations.internal.orders.CallSubject;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded memory of the agents that have called, and of the last calls that belong to an
 * operation. The oldest entry is dropped first. Thread-safe.
 */
public final class CallHistory {
  /** The maximum number of remembered agents. */
  public static final int MAX_AGENTS = 10_000;

  /** The number of remembered calls, a power of two. */
  static final int MAX_CALLS = 4_096;

  private final Set<String> agents = ConcurrentHashMap.newKeySet();
  private final ArrayDeque<String> oldestFirst = new ArrayDeque<>();
  private final AtomicReferenceArray<CallSubject> calls = new AtomicReferenceArray<>(MAX_CALLS);
  private final AtomicInteger next = new AtomicInteger();

  /** Remembers the agents of a call. */
  public void add(ToolCall call) {
    CallSubject subject = CallSubject.of(call);
    add(subject.agent());
    add(subject.caller());
    if (!subject.trace().traceId().isEmpty()) {
      calls.set(next.getAndIncrement() & (MAX_CALLS - 1), subject);
    }
  }

  private void add(String agent) {
    if (!agent.isEmpty() && !agents.contains(agent) && isNameable(agent)) {
      remember(agent);
    }
  }

  /** Returns whether an order can name the agent. */
  private static boolean isNameable(String agent) {
    return agent.length() <= OperationScope.MAX_NAME_LENGTH;
  }

  private synchronized void remember(String agent) {
    if (!agents.add(agent)) {
      return;
    }
    oldestFirst.add(agent);
    if (oldestFirst.size() > MAX_AGENTS) {
      agents.remove(oldestFirst.remove());
    }
  }

  /** Returns how many of the remembered agents a scope covers. */
  public int agents(OperationScope scope) {
    return switch (scope.kind()) {
      case ALL -> agents.size();
      case AGENT -> agents.contains(scope.name()) ? 1 : 0;
      case OPERATION -> agentsOf(scope);
    };
  }

  private int agentsOf(OperationScope operation) {
    Set<String> found = new HashSet<>();
    for (int n = 0; n < MAX_CALLS; n++) {
      CallSubject subject = calls.get(n);
      if (subject != null && subject.isIn(operation)) {
        found.add(subject.agent());
      }
    }
    return found.size();
  }
}
