// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts the events at a {@link RuntimeSimulator}, over all its starts. Thread-safe. */
public final class ConnectionStats {
  private static final int ENDS = 100;
  private static final long SECONDS = 60;

  /** The counted events. */
  public enum Event {
    /** A connection was accepted. */
    CONNECTED,
    /** A proof was accepted. */
    PROVEN,
    /** A query came. */
    QUERY,
    /** The answer to a query was written as a whole. */
    ANSWERED,
    /** An event was reported. */
    EVENT,
    /** An approval was decided on the client's side. */
    APPROVAL,
    /** A heartbeat came. */
    HEARTBEAT,
    /** A client sent bytes that are no frame, or a wrong proof. */
    REFUSED,
    /** A connection ended, and so did its threads. */
    ENDED
  }

  private record Waiter(Event event, long count, CountDownLatch reached) {}

  private final Map<Event, Long> counts = new EnumMap<>(Event.class);
  private final List<Waiter> waiters = new ArrayList<>();
  private final Deque<String> ends = new ArrayDeque<>();

  synchronized void add(Event event) {
    counts.merge(event, 1L, Long::sum);
    for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (count(waiter.event) >= waiter.count) {
        each.remove();
        waiter.reached.countDown();
      }
    }
  }

  synchronized void ended(String why) {
    if (ends.size() == ENDS) {
      ends.removeFirst();
    }
    ends.addLast(why);
  }

  /**
   * Returns the count of an event.
   *
   * @param event the event
   * @return the count
   */
  public synchronized long count(Event event) {
    return counts.getOrDefault(event, 0L);
  }

  /**
   * Waits until an event has occurred a number of times, for at most {@value #SECONDS} seconds.
   *
   * @param event the event
   * @param count how often, since the simulator was created
   * @throws IllegalStateException if it did not occur in time, or the thread was interrupted
   */
  public void await(Event event, long count) {
    CountDownLatch reached = new CountDownLatch(1);
    synchronized (this) {
      if (count(event) >= count) {
        return;
      }
      waiters.add(new Waiter(event, count, reached));
    }
    await(reached, event, count);
  }

  private void await(CountDownLatch reached, Event event, long count) {
    try {
      if (!reached.await(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%d of %d %s after %d s".formatted(count(event), count, event, SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + event, e);
    }
  }

  /**
   * Returns why the last {@value #ENDS} connections ended, for the message of a failed test.
   *
   * @return the reasons, the oldest first
   */
  public synchronized List<String> ends() {
    return List.copyOf(ends);
  }
}
