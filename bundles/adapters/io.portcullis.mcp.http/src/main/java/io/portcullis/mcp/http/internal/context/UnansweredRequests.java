// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.context;

import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.context.PendingRequests.Unanswered;
import io.portcullis.mcp.http.internal.limit.FairShare;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map of requests without a response. An agent whose share is full loses its own oldest
 * request, never that of another agent. Not thread-safe.
 */
final class UnansweredRequests {
  private final Map<Caller.Key, Unanswered> requests = new LinkedHashMap<>();
  private final FairShare room;

  UnansweredRequests(FairShare room) {
    this.room = room;
  }

  /** Adds a request; returns the dropped requests, which may include the new one. */
  List<Unanswered> put(Caller.Key key, Unanswered unanswered) {
    List<Unanswered> forgotten = new ArrayList<>(2);
    Unanswered before = remove(key);
    if (before != null) {
      forgotten.add(before);
    }
    AgentIdentity agent = key.party().agent();
    if (!room.take(agent, 1)) {
      Unanswered replaced = removeEldest(agent);
      if (replaced == null) {
        forgotten.add(unanswered);
        return forgotten;
      }
      forgotten.add(replaced);
    }
    requests.put(key, unanswered);
    return forgotten;
  }

  /** Removes the oldest request of an agent, whose room is for its next one. */
  private @Nullable Unanswered removeEldest(AgentIdentity agent) {
    for (Caller.Key key : requests.keySet()) {
      if (key.party().agent().equals(agent)) {
        return requests.remove(key);
      }
    }
    return null;
  }

  @Nullable Unanswered get(Caller.Key key) {
    return requests.get(key);
  }

  /** Replaces a request that is present. */
  void change(Caller.Key key, Unanswered unanswered) {
    requests.computeIfPresent(key, (k, before) -> unanswered);
  }

  @Nullable Unanswered remove(Caller.Key key) {
    Unanswered removed = requests.remove(key);
    if (removed != null) {
      room.give(key.party().agent(), 1);
    }
    return removed;
  }

  /** Returns all requests. */
  List<Unanswered> all() {
    return List.copyOf(requests.values());
  }

  /** Removes all and returns them. */
  List<Unanswered> clear() {
    List<Unanswered> all = all();
    List.copyOf(requests.keySet()).forEach(this::remove);
    return all;
  }
}
