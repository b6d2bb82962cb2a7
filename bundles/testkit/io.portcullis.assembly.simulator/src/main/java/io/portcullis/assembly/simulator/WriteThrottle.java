// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

/** How fast a {@link RuntimeSimulator} writes: piece by piece, as the test lets it. Thread-safe. */
public final class WriteThrottle {
  private long turns;
  private boolean open;

  private WriteThrottle(boolean open) {
    this.open = open;
  }

  /**
   * As fast as it can.
   *
   * @return a new pace
   */
  public static WriteThrottle free() {
    return new WriteThrottle(true);
  }

  /**
   * Nothing until it is released.
   *
   * @return a new pace
   */
  public static WriteThrottle held() {
    return new WriteThrottle(false);
  }

  /**
   * Lets some more pieces go.
   *
   * @param pieces how many
   */
  public synchronized void release(int pieces) {
    turns += pieces;
    notifyAll();
  }

  /** Lets all pieces go from now on. */
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
