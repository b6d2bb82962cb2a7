// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.table.CounterWindow;
import org.jspecify.annotations.Nullable;

/** A counter or label in force, and since when its history is known. Guarded by the lock. */
final class TrackedHistory {
  /** Complete from the beginning. */
  static final long ALWAYS = Long.MIN_VALUE;

  private static final String BEING_READ = "its records are still being read";

  private final HistorySpec spec;
  private long completeSince = Long.MAX_VALUE;
  private String problem = BEING_READ;

  TrackedHistory(HistorySpec spec) {
    this.spec = spec;
  }

  /** Tracks a definition, which has as much known history as an equal one before it. */
  static TrackedHistory of(HistorySpec spec, @Nullable TrackedHistory before) {
    TrackedHistory history = new TrackedHistory(spec);
    if (before != null) {
      history.complete(before.completeSince, before.problem);
    }
    return history;
  }

  HistorySpec spec() {
    return spec;
  }

  /** States since when the history is complete, and the reason why it is not complete before. */
  void complete(long since, String why) {
    completeSince = since;
    problem = why;
  }

  /** States that calls before this time may be missing. */
  void incompleteBefore(long at, String why) {
    if (at > completeSince) {
      complete(at, why);
    }
  }

  /** Returns the reason why the history is unknown, empty if it is known. */
  String problem(long now) {
    if (spec.allowIncomplete() && completeSince != Long.MAX_VALUE) {
      return "";
    }
    CounterWindow window = spec.window();
    boolean known = window == null ? completeSince == ALWAYS : completeSince <= window.start(now);
    return known ? "" : problem;
  }

  /** Returns when a call of this time stops counting. */
  long expiry(long at) {
    CounterWindow window = spec.window();
    return window == null ? Long.MAX_VALUE : window.expiry(at);
  }
}
