// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that allowed calls have created at one server, or at its clients, each with its agent
 * and its call. A request about a forgotten task is decided like any other request. Thread-safe.
 */
public final class TaskRegistry {
  /** The maximum number of tasks of one agent; beyond it the oldest one is forgotten. */
  static final int MAX_OF_AGENT = 1_000;

  /** The maximum number of all tasks; beyond it the oldest one is forgotten. */
  static final int MAX = 10_000;

  /** The maximum length of the id of a task, in characters. */
  static final int MAX_ID = 1_000;

  private record Key(GovernedMethod.Direction direction, String id) {}

  /** The calls by task id. A server without sessions may give several agents the same id. */
  private final Map<Key, Map<AgentIdentity, ToolCall>> calls = new HashMap<>();

  private final Map<AgentIdentity, LinkedHashMap<Key, Long>> owned = new LinkedHashMap<>();
  private int size;
  private long sequence;

  /** Records a task. The arguments of its call are not kept. */
  public synchronized void add(
      GovernedMethod.Direction direction, AgentIdentity owner, ToolCall call, String id) {
    if (id.isEmpty() || id.length() > MAX_ID) {
      return;
    }
    Key key = new Key(direction, id);
    remove(owner, key);
    calls.computeIfAbsent(key, k -> new HashMap<>(2)).put(owner, withoutArguments(call, owner));
    LinkedHashMap<Key, Long> tasks = owned.computeIfAbsent(owner, o -> new LinkedHashMap<>());
    tasks.put(key, sequence++);
    size++;
    if (tasks.size() > MAX_OF_AGENT) {
      remove(owner, tasks.keySet().iterator().next());
    } else if (size > MAX) {
      removeOldest();
    }
  }

  private static ToolCall withoutArguments(ToolCall call, AgentIdentity owner) {
    return ToolCall.builder(call.tool())
        .agent(owner)
        .action(call.action())
        .source(call.source())
        .build();
  }

  /** Returns the call that created a task of this agent, without arguments; null if unknown. */
  public synchronized @Nullable ToolCall call(
      GovernedMethod.Direction direction, AgentIdentity owner, String id) {
    return calls.getOrDefault(new Key(direction, id), Map.of()).get(owner);
  }

  /** Checks whether only other agents have this task. */
  synchronized boolean isOfOther(
      GovernedMethod.Direction direction, AgentIdentity owner, String id) {
    Map<AgentIdentity, ToolCall> same = calls.getOrDefault(new Key(direction, id), Map.of());
    return !same.isEmpty() && !same.containsKey(owner);
  }

  private void removeOldest() {
    AgentIdentity owner = null;
    Key key = null;
    long oldest = Long.MAX_VALUE;
    for (Map.Entry<AgentIdentity, LinkedHashMap<Key, Long>> entry : owned.entrySet()) {
      Map.Entry<Key, Long> first = entry.getValue().entrySet().iterator().next();
      if (first.getValue() < oldest) {
        oldest = first.getValue();
        owner = entry.getKey();
        key = first.getKey();
      }
    }
    if (owner != null && key != null) {
      remove(owner, key);
    }
  }

  private void remove(AgentIdentity owner, Key key) {
    LinkedHashMap<Key, Long> tasks = owned.get(owner);
    if (tasks == null || tasks.remove(key) == null) {
      return;
    }
    size--;
    if (tasks.isEmpty()) {
      owned.remove(owner);
    }
    Map<AgentIdentity, ToolCall> same = calls.get(key);
    if (same != null) {
      same.remove(owner);
      if (same.isEmpty()) {
        calls.remove(key);
      }
    }
  }
}
