// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of the gate. The wall clock dates records. The monotonic clock measures waits,
 * since setting the wall clock back would extend them.
 *
 * @param wall the wall clock
 * @param nanos the monotonic clock, in nanoseconds since an arbitrary moment
 */
public record GateClock(InstantSource wall, LongSupplier nanos) {
  public Instant instant() {
    return wall.instant();
  }

  long nanoTime() {
    return nanos.getAsLong();
  }
}
