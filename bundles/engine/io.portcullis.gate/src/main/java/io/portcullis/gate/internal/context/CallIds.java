// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A generator of call ids: a random prefix for this gate and a counter. Ids are unique but not
 * secret. A random id for each call would cost more than the rest of the gate. Thread-safe.
 */
public final class CallIds implements Supplier<String> {
  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  /**
   * Starts the counter.
   *
   * @param randomness sixty-four random bits
   */
  public CallIds(long randomness) {
    prefix = Long.toHexString(randomness) + '-';
  }

  @Override
  public String get() {
    return prefix + count.incrementAndGet();
  }
}
