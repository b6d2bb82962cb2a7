// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.testkit.AllowLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where callers and swaps meet. */
final class Arena implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  static final long TICKETS_EACH = 1_000_000_000_000L;

  private final Registry registry;
  private final AllowLedger runtimeLedger;
  private final Asks asks = new Asks();
  private final ForeignInterceptor foreign;
  private final List<Window> windows;
  private final boolean overlapping;
  private final Tally tally = new Tally();
  private final AtomicInteger ranges = new AtomicInteger();
  private final Map<Long, Boolean> lastWordWasForeign = new ConcurrentHashMap<>();
  private final List<Caller> callers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean finished;
  private volatile AssertionError failure;

  /**
   * Made for one test.
   *
   * @param overlapping whether several things are swapped at the same time
   */
  Arena(Registry registry, AllowLedger runtimeLedger, List<Window> windows, boolean overlapping) {
    this.overlapping = overlapping;
    this.registry = registry;
    this.runtimeLedger = runtimeLedger;
    this.foreign = new ForeignInterceptor(registry, asks);
    this.windows = List.copyOf(windows);
  }

  Registry registry() {
    return registry;
  }

  Asks asks() {
    return asks;
  }

  /** Whether several things are swapped at the same time, each in a thread of its own. */
  boolean overlapping() {
    return overlapping;
  }

  ForeignInterceptor foreign() {
    return foreign;
  }

  Tally tally() {
    return tally;
  }

  AllowLedger runtimeLedger() {
    return runtimeLedger;
  }

  List<Window> windows() {
    return windows;
  }

  long nextRange() {
    return ranges.incrementAndGet() * TICKETS_EACH;
  }

  boolean finished() {
    return finished;
  }

  /**
   * The side effect of the tool, and of an allow given to a caller without a tool: it uses up an
   * allow of the runtime or of the foreign interceptor.
   *
   * @return whether it was the foreign interceptor's
   */
  boolean execute(String ticket) {
    boolean isForeign = foreign.used(ticket);
    lastWordWasForeign.put(Asks.number(ticket) / TICKETS_EACH, isForeign);
    if (!isForeign) {
      runtimeLedger.executed(ticket);
    }
    return isForeign;
  }

  /** Whether the last execution of those tickets was allowed by the foreign interceptor. */
  boolean ranOnForeignWord(long range) {
    return Boolean.TRUE.equals(lastWordWasForeign.get(range / TICKETS_EACH));
  }

  void start(List<Caller> all) {
    callers.addAll(all);
    for (Caller caller : all) {
      Thread thread = new Thread(caller, caller.name());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  synchronized void fail(AssertionError error) {
    if (failure == null) {
      failure = error;
    }
    notifyAll();
  }

  synchronized void arrived(Caller caller, int window, long phase) {
    caller.arrivedIn(window, phase);
    notifyAll();
  }

  /**
   * Waits until every caller that a window concerns has made a call wholly within its present
   * phase: one that ran if the window is open, one that did not if it is closed.
   */
  synchronized void awaitAll(Window window) throws InterruptedException {
    int index = windows.indexOf(window);
    long phase = window.phase();
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (failure == null && !finished && !missing(window, index, phase).isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(
            "no call %s: %s; interceptors: %s"
                .formatted(
                    Window.closed(phase) ? "was denied" : "ran again",
                    missing(window, index, phase),
                    Interceptors.names(registry)));
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    throwFailure();
    if (finished) {
      throw new AssertionError("the test has ended meanwhile");
    }
  }

  private List<Caller> missing(Window window, int index, long phase) {
    return callers.stream()
        .filter(window::concerns)
        .filter(caller -> Window.closed(phase) || !(overlapping && caller.mayLag()))
        .filter(caller -> !caller.hasArrivedIn(index, phase))
        .toList();
  }

  /** Ends all callers and waits for them; who waits for callers is woken. */
  @Override
  public void close() {
    synchronized (this) {
      finished = true;
      notifyAll();
    }
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(60));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        fail(new AssertionError(thread.getName() + " does not end"));
      }
    }
    foreign.close();
  }

  void throwFailure() {
    if (failure != null) {
      throw failure;
    }
  }
}
