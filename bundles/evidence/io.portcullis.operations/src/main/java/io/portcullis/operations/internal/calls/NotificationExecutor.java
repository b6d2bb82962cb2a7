// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.calls;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that complete stages, because whoever continues there may block. While something is left
 * to be done there is one thread more than are held up, so that nobody who blocks holds up the
 * rest, until so many are held up that no more threads are to be had. They end when all is done.
 * Thread-safe.
 */
public final class NotificationExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(NotificationExecutor.class);

  private final String name;
  private final int most;
  private final Object lock = new Object();
  private final Queue<Runnable> loads = new ArrayDeque<>();
  private int couriers;
  private int free;

  public NotificationExecutor(String name, int most) {
    this.name = name;
    this.most = most;
  }

  /** Has all of these run, in other threads, without waiting for them. */
  public void carry(List<? extends Runnable> more) {
    boolean alone;
    synchronized (lock) {
      loads.addAll(more);
      hire();
      alone = couriers == 0 && !loads.isEmpty();
      if (alone) {
        couriers++;
        free++;
      }
    }
    if (alone) { // no thread can be had: late is better than never
      work();
    }
  }

  /** With the lock held. */
  private void hire() {
    if (loads.isEmpty() || free > 0 || couriers == most) {
      return;
    }
    Thread courier = new Thread(this::work, name);
    courier.setDaemon(true);
    try {
      courier.start();
      couriers++;
      free++;
    } catch (OutOfMemoryError e) {
      LOG.warn("no thread can be had for {}", name);
    }
  }

  private void work() {
    Runnable load = next(false);
    while (load != null) {
      boolean done = false;
      try {
        load.run();
        done = true;
      } finally {
        if (!done) {
          lost();
        }
      }
      load = next(true);
    }
  }

  private @Nullable Runnable next(boolean comingBack) {
    synchronized (lock) {
      if (comingBack) {
        free++;
      }
      free--;
      Runnable load = loads.poll();
      if (load == null) {
        couriers--;
      } else {
        hire();
      }
      return load;
    }
  }

  /** An error ends this thread, which nobody counts as free. */
  private void lost() {
    synchronized (lock) {
      couriers--;
      hire();
    }
  }

  int threads() {
    synchronized (lock) {
      return couriers;
    }
  }
}
