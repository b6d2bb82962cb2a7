// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an engine ends: some time after its last session, after its last session if an
 * engine of another version shall follow, or on an order. Once it has ended no session begins.
 * Thread-safe.
 */
final class EngineLifetime {
  private final ScheduledExecutorService timer;
  private final Duration idle;
  private final CountDownLatch end = new CountDownLatch(1);
  private int sessions;
  private boolean superseded;
  private long idlePeriod;
  private @Nullable Future<?> idleEnd;

  /**
   * Creates a lifetime that has not begun.
   *
   * @param timer runs the end of an idle period
   * @param idle how long an engine without sessions runs
   */
  EngineLifetime(ScheduledExecutorService timer, Duration idle) {
    this.timer = timer;
    this.idle = idle;
  }

  /** Begins the first idle period. */
  synchronized void begin() {
    idle();
  }

  /** Counts a session, unless the engine has ended. */
  synchronized boolean enter() {
    if (isOver()) {
      return false;
    }
    sessions++;
    idlePeriod++;
    if (idleEnd != null) {
      idleEnd.cancel(false);
      idleEnd = null;
    }
    return true;
  }

  /** Ends a session that was counted. */
  synchronized void leave() {
    sessions--;
    if (sessions == 0) {
      idle();
    }
  }

  /** Lets the engine end with its last session; returns whether it has ended now. */
  synchronized boolean supersede() {
    superseded = true;
    if (sessions == 0) {
      end();
    }
    return isOver();
  }

  synchronized void end() {
    end.countDown();
  }

  void await() throws InterruptedException {
    end.await();
  }

  private boolean isOver() {
    return end.getCount() == 0;
  }

  private void idle() {
    if (superseded) {
      end();
    } else if (!isOver()) {
      long period = idlePeriod;
      idleEnd = timer.schedule(() -> endOf(period), idle.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** A timer that was cancelled too late belongs to an earlier period. */
  private synchronized void endOf(long period) {
    if (sessions == 0 && period == idlePeriod) {
      end();
    }
  }
}
