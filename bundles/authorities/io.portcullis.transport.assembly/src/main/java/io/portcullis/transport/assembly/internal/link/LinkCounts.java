// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What came or went over all connections to one runtime and is no answer. Thread-safe. */
public final class LinkCounts {
  /** What is counted. */
  public enum Event {
    /** A connection whose first query was answered. */
    CONNECTED,
    /** An answer that nobody waited for any more. */
    LATE_ANSWER,
    /** An answer to nothing; it ends the connection. */
    STRAY_ANSWER,
    /** A frame with an unknown tag. */
    UNKNOWN_FRAME,
    /** An acknowledgement. */
    ACK,
    /** The echo of a violation. */
    VIOLATION_ALERT,
    /** An approval that nobody waits for. */
    STRAY_APPROVAL,
    /** An event that was not sent. */
    LOST_EVENT
  }

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

  public LinkCounts() {
    for (Event event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  public void add(Event event) {
    LongAdder count = counts.get(event);
    if (count != null) {
      count.increment();
    }
  }

  public long of(Event event) {
    LongAdder count = counts.get(event);
    return count == null ? 0 : count.sum();
  }

  /** In one line, for the log. */
  @Override
  public String toString() {
    return counts.toString();
  }
}
