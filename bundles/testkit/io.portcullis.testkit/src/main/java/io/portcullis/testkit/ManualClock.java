// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until the test moves it: a wall clock and its monotonic clock.
 * Thread-safe.
 */
public final class ManualClock implements InstantSource {
  private volatile Instant now;
  private volatile long nanos = 17;

  /**
   * Creates a clock at an instant.
   *
   * @param start the instant
   */
  public ManualClock(Instant start) {
    now = start;
  }

  /**
   * Moves both clocks.
   *
   * @param by how long; a negative duration moves both back
   */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  /**
   * Moves the wall clock only.
   *
   * @param by how far; a negative duration sets it back
   */
  public synchronized void setWall(Duration by) {
    now = now.plus(by);
  }

  /**
   * Returns the monotonic time.
   *
   * @return nanoseconds since an arbitrary moment
   */
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return now;
  }
}
