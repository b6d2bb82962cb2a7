// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import io.portcullis.api.ToolCall;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.operations.internal.calls.CallHistory;
import io.portcullis.operations.internal.calls.NotificationExecutor;
import io.portcullis.operations.internal.calls.PendingClearance;
import io.portcullis.operations.internal.calls.PendingClearances;
import io.portcullis.operations.internal.orders.CallSubject;
import io.portcullis.operations.internal.orders.OperationEvents;
import io.portcullis.operations.internal.orders.OrderEvents;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.operations.internal.storage.OrderWriter;
import io.portcullis.operations.internal.storage.OrdersDirectory;
import io.portcullis.support.files.FileInUseException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the operator's orders and answers the gate by them. The orders in force are one immutable
 * value, so an order applies to every later call once it is swapped in. An order is written to the
 * disk after that, because a slow disk must not delay a termination. The withdrawal of an order is
 * written first.
 */
public final class DurableOperatorControl
    implements CallClearance, OperatorControl, HealthReporter, AutoCloseable {
  static final int MAX_REASON = 1_024;
  static final int MAX_OPERATOR = 256;
  private static final Logger LOG = LoggerFactory.getLogger(DurableOperatorControl.class);

  private static final CompletableFuture<Clearance> PROCEED =
      CompletableFuture.completedFuture(Clearance.PROCEED);
  private static final CompletableFuture<Clearance> TERMINATED =
      CompletableFuture.completedFuture(Clearance.TERMINATED);

  /**
   * The state that answers calls now.
   *
   * @param orders the orders in force
   * @param fixedAnswer the answer to every call, or null if the answer depends on the call
   * @param stopped whether this object is closed
   */
  private record Posture(
      Orders orders, @Nullable CompletableFuture<Clearance> fixedAnswer, boolean stopped) {
    @SuppressWarnings("NullAway") // javac drops the annotation of a record's parameter
    static Posture of(Orders orders) {
      return new Posture(orders, orders.isEmpty() ? PROCEED : null, false);
    }

    Posture with(Orders others) {
      return stopped ? new Posture(others, fixedAnswer, true) : of(others);
    }
  }

  private final @Nullable OrderWriter writer;
  private final String unreadable;
  private final OrderEvents events;
  private final InstantSource clock;
  private final PendingClearances pending;
  private final NotificationExecutor resumedExecutor =
      new NotificationExecutor("portcullis-resumed", 256);
  private final NotificationExecutor terminatedExecutor =
      new NotificationExecutor("portcullis-terminated", 256);
  private final CallHistory history = new CallHistory();
  private final Object change = new Object();
  private volatile Posture posture;

  private DurableOperatorControl(
      Orders orders,
      @Nullable OrdersDirectory folder,
      String unreadable,
      OperationEvents events,
      InstantSource clock,
      int maxWaits) {
    writer = folder == null ? null : new OrderWriter(folder, orders.version(), () -> inForce());
    this.unreadable = unreadable;
    this.events = new OrderEvents(events, clock);
    this.clock = clock;
    pending = new PendingClearances(maxWaits);
    posture = Posture.of(orders);
  }

  /**
   * Restores the orders of a folder. If they cannot be read, everything is terminated until an
   * operator has repaired the folder and restarted the bundle.
   *
   * @throws FileInUseException if another container or component uses the folder
   */
  static DurableOperatorControl open(
      FolderSource folder, OperationEvents events, InstantSource clock, int maxWaits)
      throws FileInUseException {
    OrdersDirectory state = null;
    try {
      state = folder.open();
      Orders orders = state.load();
      DurableOperatorControl control =
          new DurableOperatorControl(orders, state, "", events, clock, maxWaits);
      control.events.restored(orders.size());
      LOG.info("Restored {} orders from {}", orders.size(), state.file());
      return control;
    } catch (FileInUseException e) {
      throw e;
    } catch (IOException e) {
      if (state != null) {
        state.close();
      }
      return terminated(String.valueOf(e.getMessage()), events, clock);
    }
  }

  /** Returns a control that terminates everything and accepts no order. */
  static DurableOperatorControl terminated(
      String why, OperationEvents events, InstantSource clock) {
    Order all =
        new Order(
            OperationScope.ALL, State.TERMINATED, clock.instant(), "", PrintableText.line(why));
    Orders orders = Orders.none(0).with(all);
    DurableOperatorControl control =
        new DurableOperatorControl(orders, null, PrintableText.line(why), events, clock, 1);
    control.events.unreadable(why);
    LOG.error("All calls are terminated until this is repaired: {}", control.unreadable);
    return control;
  }

  /** Opens the folder of the orders. */
  interface FolderSource {
    OrdersDirectory open() throws IOException;
  }

  @Override
  public CompletionStage<Clearance> clearance(ToolCall call) {
    history.add(call);
    Posture now = posture;
    if (now.fixedAnswer != null) {
      return now.fixedAnswer;
    }
    CallSubject subject = CallSubject.of(call);
    return switch (now.orders.of(subject)) {
      case RUNNING -> PROCEED;
      case TERMINATED -> TERMINATED;
      case PAUSED -> registered(new PendingClearance.ForClearance(subject));
    };
  }

  @Override
  public CompletionStage<Void> termination(ToolCall call) {
    CallSubject subject = CallSubject.of(call);
    return posture.orders.of(subject) == State.TERMINATED
        ? CompletableFuture.completedFuture(null)
        : registered(new PendingClearance.ForTermination(subject));
  }

  /**
   * Registers a pending clearance, then checks the orders again. An order given between the first
   * check and the registration did not find it.
   */
  private <T extends @Nullable Object> CompletionStage<T> registered(PendingClearance<T> wait) {
    if (!pending.add(wait)) {
      // Fails like a timeout: another failure of the operator control lets the call run in lenient
      // modes.
      return CompletableFuture.failedFuture(
          new TimeoutException("too many calls wait for the operator; see maxWaitingCalls"));
    }
    Posture now = posture;
    if (now.stopped) {
      end(wait, () -> stop(wait));
    } else {
      switch (now.orders.of(wait.subject)) {
        case RUNNING -> {
          if (wait.endsWhenRunning()) {
            end(wait, wait::proceed);
          }
        }
        case TERMINATED -> end(wait, wait::terminate);
        case PAUSED -> {}
      }
    }
    return wait.future;
  }

  private void end(PendingClearance<?> wait, Runnable how) {
    if (pending.remove(wait)) {
      how.run();
    }
  }

  private static void stop(PendingClearance<?> wait) {
    // Fails like a timeout, as above: a paused call does not run in any mode.
    wait.future.completeExceptionally(
        new TimeoutException("the operator control stopped while the call waited"));
  }

  @Override
  public Coverage coverage(OperationScope scope) {
    int waiting = pending.all(wait -> wait.subject.isIn(scope)).size();
    return new Coverage(history.agents(scope), waiting);
  }

  @Override
  public State give(OperationScope scope, Signal signal, String operator, String reason)
      throws IOException {
    Objects.requireNonNull(scope, "scope");
    String who = PrintableText.start(operator, MAX_OPERATOR);
    String why = PrintableText.start(reason, MAX_REASON);
    requireNotStopped();
    if (writer == null) {
      throw new IOException(
          unreadable
              + "; everything is terminated until that is repaired and the bundle is restarted");
    }
    return switch (signal) {
      case PAUSE -> impose(writer, new Order(scope, State.PAUSED, clock.instant(), who, why));
      case TERMINATE ->
          impose(writer, new Order(scope, State.TERMINATED, clock.instant(), who, why));
      case RESUME -> lift(writer, scope, State.PAUSED, who, why);
      case REINSTATE -> lift(writer, scope, State.TERMINATED, who, why);
    };
  }

  private void requireNotStopped() {
    if (posture.stopped) {
      throw new IllegalStateException("the operator control has stopped");
    }
  }

  private State impose(OrderWriter writer, Order order) throws IOException {
    boolean changed;
    Orders after;
    synchronized (change) {
      requireNotStopped();
      Orders before = posture.orders;
      after = before.with(order);
      changed = after.version() != before.version();
      posture = posture.with(after);
    }
    if (changed && order.state() == State.TERMINATED) {
      deny(wait -> wait.subject.isIn(order.scope()), PendingClearance::terminate);
    }
    boolean kept = false;
    try {
      writer.keep(after.version());
      kept = true;
    } finally {
      if (changed) {
        events.imposed(order, kept);
      }
    }
    return stateOf(after, order.scope());
  }

  private State lift(OrderWriter writer, OperationScope scope, State what, String who, String why)
      throws IOException {
    Order lifted = writer.lift(scope, what, this::swap);
    if (lifted != null) {
      release(scope);
      events.lifted(lifted, who, why);
    }
    return stateOf(inForce(), scope);
  }

  /** Puts the written orders in force. A newer order about the same scope stays in force. */
  private boolean swap(Orders before, Orders after, OperationScope scope) {
    synchronized (change) {
      Orders now = posture.orders;
      boolean untouched = now.version() == before.version();
      if (untouched) {
        posture = posture.with(after);
      } else if (Objects.equals(now.at(scope), before.at(scope))) {
        posture = posture.with(now.without(scope));
      }
      return untouched;
    }
  }

  private static State stateOf(Orders orders, OperationScope scope) {
    Order order = orders.at(scope);
    return order == null ? State.RUNNING : order.state();
  }

  /**
   * Completes the chosen clearances in other threads. Each is removed first, so that it completes
   * once and with this result.
   */
  private void deny(Predicate<PendingClearance<?>> choice, Consumer<PendingClearance<?>> how) {
    terminatedExecutor.execute(
        pending.all(wait -> choice.test(wait) && pending.take(wait)).stream()
            .map(wait -> (Runnable) () -> complete(wait, how))
            .toList());
  }

  private void complete(PendingClearance<?> wait, Consumer<PendingClearance<?>> how) {
    pending.release();
    how.accept(wait);
  }

  /**
   * Rechecks the clearances of a scope in other threads. Each stays registered until it completes,
   * because a new order may pause or terminate it before.
   */
  private void release(OperationScope scope) {
    resumedExecutor.execute(
        pending
            .all(
                wait ->
                    wait.subject.isIn(scope)
                        && mayProceed(wait)
                        && wait.recheckQueued.compareAndSet(false, true))
            .stream()
            .map(wait -> (Runnable) () -> recheck(wait))
            .toList());
  }

  private void recheck(PendingClearance<?> wait) {
    wait.recheckQueued.set(false);
    if (mayProceed(wait)) {
      end(wait, wait::proceed);
    }
  }

  private boolean mayProceed(PendingClearance<?> wait) {
    Posture now = posture;
    return wait.endsWhenRunning() && !now.stopped && now.orders.of(wait.subject) == State.RUNNING;
  }

  private Orders inForce() {
    return posture.orders;
  }

  @Override
  public List<Order> orders() {
    return inForce().list();
  }

  /** Returns the number of pending clearances. */
  int waiting() {
    return pending.size();
  }

  @Override
  public Health health() {
    Posture now = posture;
    if (!unreadable.isEmpty()) {
      return health(Health.Level.CRITICAL, unreadable + "; everything is terminated");
    }
    if (now.stopped) {
      return health(Health.Level.CRITICAL, "the operator control has stopped");
    }
    if (writer != null && !writer.problem().isEmpty()) {
      return health(Health.Level.CRITICAL, writer.problem() + "; orders hold until a restart only");
    }
    Order all = now.orders.at(OperationScope.ALL);
    if (all != null) {
      String how = all.state() == State.TERMINATED ? "terminated" : "paused";
      return health(Health.Level.WARN, "everything is " + how + " by " + all.operator());
    }
    return health(Health.Level.OK, "");
  }

  static Health health(Health.Level level, String detail) {
    return new Health("operations", level, PrintableText.line(detail));
  }

  /** Stops answering calls. Pending clearances fail. */
  @Override
  public void close() {
    synchronized (change) {
      if (posture.stopped) {
        return;
      }
      CompletableFuture<Clearance> gone =
          CompletableFuture.failedFuture(
              new IllegalStateException("the operator control has stopped"));
      posture = new Posture(posture.orders, gone, true);
    }
    deny(wait -> true, DurableOperatorControl::stop);
    if (writer != null) {
      writer.close();
    }
  }
}
