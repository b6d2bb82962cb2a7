// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until the test moves it. Thread-safe. */
public final class ManualClock implements InstantSource {
  private volatile Instant now;

  /**
   * Starts at an instant.
   *
   * @param start the instant
   */
  public ManualClock(Instant start) {
    now = start;
  }

  /**
   * Moves the clock.
   *
   * @param by how far; a negative duration moves it back
   */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
