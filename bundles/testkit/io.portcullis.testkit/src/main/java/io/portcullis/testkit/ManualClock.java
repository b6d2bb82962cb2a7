// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until the test moves it: a wall clock, and the monotonic clock that
 * goes with it. Thread-safe.
 */
public final class ManualClock implements InstantSource {
  private volatile Instant now;
  private volatile long nanos = 17;

  /**
   * Starts at an instant.
   *
   * @param start the instant
   */
  public ManualClock(Instant start) {
    now = start;
  }

  /**
   * Lets time pass on both clocks.
   *
   * @param by how long; a negative duration moves both back
   */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  /**
   * Sets the wall clock while no time passes.
   *
   * @param by how far; a negative duration sets it back
   */
  public synchronized void setWall(Duration by) {
    now = now.plus(by);
  }

  /**
   * The monotonic clock.
   *
   * @return nanoseconds since any moment
   */
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return now;
  }
}
