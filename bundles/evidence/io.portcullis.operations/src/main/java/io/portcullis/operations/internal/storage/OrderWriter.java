// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.operations.internal.orders.Orders;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes orders down, one writer at a time. What waits for its turn meanwhile is written by the
 * next one in one go. Thread-safe.
 */
public final class OrderWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OrderWriter.class);

  /** Older than any: nobody knows what the disk has. */
  private static final long UNKNOWN = -1;

  /** Brings into force what was written. */
  public interface Swap {
    /**
     * Puts orders in the place of others, but for what was ordered meanwhile.
     *
     * @param before what was in force
     * @param after the same without one order, as it is written
     * @param scope what that order is about
     * @return whether nothing was ordered meanwhile
     */
    boolean instead(Orders before, Orders after, OperationScope scope);
  }

  private final OrdersDirectory folder;
  private final Supplier<Orders> inForce;
  private final ReentrantLock writing = new ReentrantLock();
  private long kept;
  private boolean closed;
  private volatile String trouble = "";

  /**
   * A book that is up to date.
   *
   * @param folder where it is kept
   * @param kept the version of the orders in it
   * @param inForce the orders that hold now
   */
  public OrderWriter(OrdersDirectory folder, long kept, Supplier<Orders> inForce) {
    this.folder = folder;
    this.kept = kept;
    this.inForce = inForce;
  }

  /** What went wrong with the last write, or empty. */
  public String trouble() {
    return trouble;
  }

  /** Returns when orders of this version, or of a later one, are kept. */
  public void keep(long version) throws IOException {
    writing.lock();
    try {
      if (kept < version) {
        Orders now = inForce.get();
        save(now);
        kept = now.version();
      }
    } finally {
      writing.unlock();
    }
  }

  /**
   * Takes an order back: first on the disk, then as it is told to.
   *
   * @param scope what the order is about
   * @param what what it says; any other stays
   * @param swap brings into force what was written
   * @return what was taken back, or null if there is no such order
   */
  public @Nullable Order lift(OperationScope scope, State what, Swap swap) throws IOException {
    writing.lock();
    try {
      Orders before = inForce.get();
      Order order = before.at(scope);
      if (order == null || order.state() != what) {
        keep(before.version());
        return null;
      }
      Orders after = before.without(scope);
      save(after);
      // Whoever ordered something meanwhile waits for this lock, and then writes the whole.
      kept = swap.instead(before, after, scope) ? after.version() : before.version();
      return order;
    } finally {
      writing.unlock();
    }
  }

  private void save(Orders orders) throws IOException {
    if (closed) {
      throw new IOException(folder.file() + " was not written: the operator's switch has stopped");
    }
    kept = UNKNOWN;
    String failure = folder.file() + " cannot be written";
    try {
      folder.save(orders);
      failure = "";
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
      throw e;
    } finally {
      changeTrouble(failure);
    }
  }

  private void changeTrouble(String now) {
    if (!now.equals(trouble)) {
      if (now.isEmpty()) {
        LOG.info("{} can be written again", folder.file());
      } else {
        LOG.error("{}; orders hold until a restart only", now);
      }
    }
    trouble = now;
  }

  /** Writes what is not kept yet, once more, and lets go of the folder. */
  public void close() {
    writing.lock();
    try {
      if (!closed) {
        keep(inForce.get().version());
      }
    } catch (IOException e) {
      LOG.error("{}; orders are lost with this restart", e.getMessage());
    } finally {
      closed = true;
      folder.close();
      writing.unlock();
    }
  }
}
