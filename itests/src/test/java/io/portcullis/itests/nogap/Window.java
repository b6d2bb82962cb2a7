// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Tells callers whether something that they need is certainly away. It is closed after that was
 * taken away and opened before it is brought back: no runtime could allow a call that lies wholly
 * within one closed phase.
 */
final class Window {
  private final AtomicLong phase = new AtomicLong();
  private final String what;
  private final Predicate<Caller> concerned;
  private volatile String way = "";

  /** A window that matters to some callers. */
  Window(String what, Predicate<Caller> concerned) {
    this.what = what;
    this.concerned = concerned;
  }

  @Override
  public String toString() {
    return what + " (" + way + ")";
  }

  long phase() {
    return phase.get();
  }

  static boolean closed(long phase) {
    return phase % 2 == 1;
  }

  boolean concerns(Caller caller) {
    return concerned.test(caller);
  }

  /** It is away now, in this way. */
  void close(String how) {
    way = how;
    if (closed(phase.incrementAndGet()) == false) {
      throw new IllegalStateException("closed twice");
    }
  }

  /** It will be back in a moment. */
  void open() {
    if (closed(phase.incrementAndGet())) {
      throw new IllegalStateException("opened twice");
    }
  }

  /** It was replaced in one go. */
  void replaced() {
    phase.addAndGet(2);
  }
}
