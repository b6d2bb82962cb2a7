// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Names attempts: a random prefix for this gate and a count. Unique, not secret; a random id for
 * each call would cost more than the rest of the gate.
 */
public final class CallIds implements Supplier<String> {
  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  /**
   * Starts to count.
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
