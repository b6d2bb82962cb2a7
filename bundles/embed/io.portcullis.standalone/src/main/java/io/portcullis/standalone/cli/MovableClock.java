// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The system's clock, until it is set; from then on it stands still until it is set again. */
final class MovableClock implements InstantSource {
  private volatile @Nullable Instant now;

  void set(Instant instant) {
    now = instant;
  }

  @Override
  public Instant instant() {
    Instant set = now;
    return set == null ? InstantSource.system().instant() : set;
  }
}
