// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the events on all connections to one runtime. Thread-safe. */
public final class LinkCounts {
  /** The counted events. */
  public enum Event {
    /** The first query of a connection was answered. */
    CONNECTED,
    /** An answer came after its call was cancelled or timed out. */
    LATE_ANSWER,
    /** An answer belonged to no query; the connection ended. */
    STRAY_ANSWER,
    /** A frame had an unknown tag. */
    UNKNOWN_FRAME,
    /** An acknowledgement came. */
    ACK,
    /** The runtime repeated a reported violation. */
    VIOLATION_ALERT,
    /** An approval decision belonged to no pending call. */
    STRAY_APPROVAL,
    /** An event was not sent. */
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

  /** Returns all counters in one line, for the log. */
  @Override
  public String toString() {
    return counts.toString();
  }
}
