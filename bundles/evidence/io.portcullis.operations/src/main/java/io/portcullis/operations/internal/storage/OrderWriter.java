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
 * Writes the orders to the disk, one writer at a time. One write covers all orders that were given
 * while it waited. Thread-safe.
 */
public final class OrderWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OrderWriter.class);

  /** Older than any version: the content of the disk is unknown. */
  private static final long UNKNOWN = -1;

  /** Puts the written orders in force. */
  public interface Swap {
    /**
     * Replaces the orders in force, except for orders that were given meanwhile.
     *
     * @param before the orders that were in force
     * @param after the same orders without one, as written
     * @param scope the scope of that one
     * @return whether no order was given meanwhile
     */
    boolean replace(Orders before, Orders after, OperationScope scope);
  }

  private final OrdersDirectory folder;
  private final Supplier<Orders> inForce;
  private final ReentrantLock writing = new ReentrantLock();
  private long kept;
  private boolean closed;
  private volatile String problem = "";

  /**
   * Creates a writer for orders that are on the disk already.
   *
   * @param folder the folder of the orders
   * @param kept the version of the orders on the disk
   * @param inForce supplies the orders in force
   */
  public OrderWriter(OrdersDirectory folder, long kept, Supplier<Orders> inForce) {
    this.folder = folder;
    this.kept = kept;
    this.inForce = inForce;
  }

  /** Returns why the last write failed, or an empty text. */
  public String problem() {
    return problem;
  }

  /** Writes the orders unless this version, or a later one, is on the disk. */
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
   * Withdraws an order, first on the disk and then in force.
   *
   * @param scope the scope of the order
   * @param state the state of the order; an order with another state stays
   * @param swap puts the written orders in force
   * @return the withdrawn order, or null if no such order exists
   */
  public @Nullable Order lift(OperationScope scope, State state, Swap swap) throws IOException {
    writing.lock();
    try {
      Orders before = inForce.get();
      Order order = before.at(scope);
      if (order == null || order.state() != state) {
        keep(before.version());
        return null;
      }
      Orders after = before.without(scope);
      save(after);
      // An order given meanwhile waits for this lock, and its giver then writes all orders.
      kept = swap.replace(before, after, scope) ? after.version() : before.version();
      return order;
    } finally {
      writing.unlock();
    }
  }

  private void save(Orders orders) throws IOException {
    if (closed) {
      throw new IOException(folder.file() + " was not written: the operator control has stopped");
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
      changeProblem(failure);
    }
  }

  private void changeProblem(String now) {
    if (!now.equals(problem)) {
      if (now.isEmpty()) {
        LOG.info("Wrote {} again; the orders survive a restart", folder.file());
      } else {
        LOG.error("{}; orders hold until a restart only. Free the disk or fix the folder", now);
      }
    }
    problem = now;
  }

  /** Tries once more to write the orders, and closes the folder. */
  public void close() {
    writing.lock();
    try {
      if (!closed) {
        keep(inForce.get().version());
      }
    } catch (IOException e) {
      LOG.error("{}; the latest orders are lost with this restart", e.getMessage());
    } finally {
      closed = true;
      folder.close();
      writing.unlock();
    }
  }
}
