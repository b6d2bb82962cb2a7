// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Follows the system clock until it is set; then it shows the set time. */
public final class ReplayClock implements InstantSource {
  private volatile @Nullable Instant now;

  public void set(Instant instant) {
    now = instant;
  }

  @Override
  public Instant instant() {
    Instant set = now;
    return set == null ? InstantSource.system().instant() : set;
  }
}
