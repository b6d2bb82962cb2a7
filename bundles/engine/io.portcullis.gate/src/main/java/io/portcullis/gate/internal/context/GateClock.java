// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of the gate. Records say when something happened, by the wall clock. Waits are
 * measured by the monotonic clock: the wall clock may be set back and would stretch them.
 *
 * @param wall the wall clock
 * @param nanos the monotonic clock, in nanoseconds since any moment
 */
public record GateClock(InstantSource wall, LongSupplier nanos) {
  public Instant instant() {
    return wall.instant();
  }

  long nanoTime() {
    return nanos.getAsLong();
  }
}
