// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of calls. */
final class Tally {
  private final Map<Caller.Result, LongAdder> results = new EnumMap<>(Caller.Result.class);

  private final LongAdder leftBehind = new LongAdder();

  Tally() {
    for (Caller.Result result : Caller.Result.values()) {
      results.put(result, new LongAdder());
    }
  }

  void count(Caller.Result result) {
    results.get(result).increment();
  }

  /** A run on the word of a foreign interceptor that a reference has not left. */
  void countLeftBehind() {
    leftBehind.increment();
  }

  long leftBehind() {
    return leftBehind.sum();
  }

  long of(Caller.Result result) {
    return results.get(result).sum();
  }
}
