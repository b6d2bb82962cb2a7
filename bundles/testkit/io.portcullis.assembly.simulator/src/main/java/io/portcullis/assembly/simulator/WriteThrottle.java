// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

/**
 * The pace at which a {@link RuntimeSimulator} writes: piece by piece, released by the test.
 * Thread-safe.
 */
public final class WriteThrottle {
  private long turns;
  private boolean open;

  private WriteThrottle(boolean open) {
    this.open = open;
  }

  /**
   * Creates a throttle without a limit.
   *
   * @return a new throttle
   */
  public static WriteThrottle free() {
    return new WriteThrottle(true);
  }

  /**
   * Creates a throttle that releases nothing yet.
   *
   * @return a new throttle
   */
  public static WriteThrottle held() {
    return new WriteThrottle(false);
  }

  /**
   * Releases some more pieces.
   *
   * @param pieces the number of pieces
   */
  public synchronized void release(int pieces) {
    turns += pieces;
    notifyAll();
  }

  /** Releases all pieces from now on. */
  public synchronized void open() {
    open = true;
    notifyAll();
  }

  synchronized void awaitTurn() throws InterruptedException {
    while (!open && turns == 0) {
      wait();
    }
    if (!open) {
      turns--;
    }
  }
}
