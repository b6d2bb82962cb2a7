// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until a test moves it. Only the wall clock can be set. */
public final class ManualClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-11-01T00:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  private volatile long nanos = 17;

  /** Time passes. */
  public void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  /** Sets the wall clock, without letting time pass. */
  void setWall(Duration by) {
    now = now.plus(by);
  }

  public long nanoTime() {
    return nanos;
  }
}
