// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.schedule;

import io.portcullis.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs what is due when the test moves the clock. */
public final class ManualTimer implements DelayTimer {
  private record Due(Instant at, Runnable task) {}

  private final ManualClock clock;
  private final Set<Due> due = ConcurrentHashMap.newKeySet();

  public ManualTimer(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    Due entry = new Due(clock.instant().plus(delay), task);
    due.add(entry);
    return () -> due.remove(entry);
  }

  public int size() {
    return due.size();
  }

  /** The delay until the next. */
  Optional<Duration> next() {
    return due.stream()
        .map(Due::at)
        .min(Comparator.naturalOrder())
        .map(at -> Duration.between(clock.instant(), at));
  }

  public void advance(Duration by) {
    clock.advance(by);
    due.stream()
        .filter(entry -> !entry.at().isAfter(clock.instant()))
        .sorted(Comparator.comparing(Due::at))
        .forEach(
            entry -> {
              if (due.remove(entry)) {
                entry.task().run();
              }
            });
  }
}
