// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.itests.inside.Interceptors;
import java.util.List;

/** Makes one call after the other and tells the arena what became of each. */
abstract class Caller implements Runnable {

  /** What became of a call. */
  enum Result {
    /** The tool ran, or an allow was given where no tool is run. */
    RAN,
    /** As {@link #RAN}, on the word of a foreign interceptor that nothing can outrank. */
    RAN_UNPROTECTED,
    /** Denied. */
    DENIED,
    /** No interceptor was present, for a good reason. */
    NOBODY
  }

  private final Arena arena;
  private final String name;
  private final long first;
  private final long[] seen;
  private volatile Result last = Result.NOBODY;

  Caller(Arena arena, String name) {
    this.arena = arena;
    this.name = name;
    this.first = arena.nextRange();
    this.seen = new long[arena.windows().size()];
    java.util.Arrays.fill(seen, -1);
  }

  Arena arena() {
    return arena;
  }

  /**
   * Whether a reference of the component runtime is asked. While things are swapped in several
   * threads, SCR 2.2.18 may leave such a reference with an interceptor that is not the best any
   * more, in some cases for good ({@link ComponentRuntimeIT} brings that about). The runtime's
   * interceptor denies then, so that calls may be denied for longer than necessary. A foreign one
   * goes on allowing, and no registration of anybody can stop it: that, and nothing else, is not
   * held against the engine.
   */
  boolean mayLag() {
    return false;
  }

  /** Makes one call; the ticket is its arguments and like no other. */
  abstract Result attempt(String ticket) throws Exception;

  @Override
  public void run() {
    List<Window> windows = arena.windows();
    long[] before = new long[windows.size()];
    for (long n = first; !arena.finished(); n++) {
      for (int w = 0; w < before.length; w++) {
        before[w] = windows.get(w).phase();
      }
      try {
        note(windows, before, attempt("{\"n\":" + n + "}"));
      } catch (Throwable e) {
        arena.fail(new AssertionError(name + " crashed", e));
        return;
      }
      Thread.yield(); // there are more callers than processors, and each is waited for
    }
  }

  private void note(List<Window> windows, long[] before, Result result) {
    last = result;
    arena.tally().count(result);
    for (int w = 0; w < before.length; w++) {
      Window window = windows.get(w);
      boolean within = window.phase() == before[w];
      if (within && window.concerns(this)) {
        noteWithin(w, before[w], result);
      }
    }
  }

  private void noteWithin(int window, long phase, Result result) {
    boolean closed = Window.closed(phase);
    boolean ran = result == Result.RAN;
    if (closed && ran && leftBehind()) {
      arena.tally().countLeftBehind();
    } else if (closed && ran) {
      arena.fail(
          new AssertionError(
              "%s ran on the word of %s while %s was away; %s; interceptors: %s"
                  .formatted(
                      name,
                      arena.ranOnForeignWord(first) ? "the foreign interceptor" : "the runtime",
                      arena.windows().get(window),
                      arena.foreign(),
                      Interceptors.names(arena.registry()))));
    }
    boolean expected = closed ? !ran || leftBehind() : ran || result == Result.RAN_UNPROTECTED;
    if (expected && seen[window] != phase) {
      arena.arrived(this, window, phase);
    }
  }

  /** See {@link #mayLag}: a foreign allow alone, and only where threads swap side by side. */
  private boolean leftBehind() {
    return arena.overlapping() && mayLag() && arena.ranOnForeignWord(first);
  }

  /** Guarded by the arena. */
  void arrivedIn(int window, long phase) {
    seen[window] = phase;
  }

  /** Guarded by the arena. */
  boolean hasArrivedIn(int window, long phase) {
    return seen[window] >= phase;
  }

  String name() {
    return name;
  }

  /** For the message of a failure. */
  @Override
  public String toString() {
    return name + " (last " + last + ")";
  }
}
