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
import io.portcullis.operations.internal.orders.OrderText;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.operations.internal.storage.OrderWriter;
import io.portcullis.operations.internal.storage.OrdersDirectory;
import io.portcullis.support.files.FileInUseException;
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
 * The operator's switch. What holds is one immutable value, so that an order is in force for every
 * later call once it has been swapped in; only then is it written down, because a slow disk must
 * not hold up a termination. What takes an order back is written down first.
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
   * What holds now.
   *
   * @param orders the orders in force
   * @param always the answer to every call; null if it depends on the call
   * @param stopped whether nobody answers any more
   */
  private record Posture(
      Orders orders, @Nullable CompletableFuture<Clearance> always, boolean stopped) {
    @SuppressWarnings("NullAway") // javac drops the annotation of a record's parameter
    static Posture of(Orders orders) {
      return new Posture(orders, orders.isEmpty() ? PROCEED : null, false);
    }

    Posture with(Orders others) {
      return stopped ? new Posture(others, always, true) : of(others);
    }
  }

  private final @Nullable OrderWriter book;
  private final String unreadable;
  private final OrderEvents events;
  private final InstantSource clock;
  private final PendingClearances waits;
  private final NotificationExecutor resumed = new NotificationExecutor("portcullis-resumed", 256);
  private final NotificationExecutor denied =
      new NotificationExecutor("portcullis-terminated", 256);
  private final CallHistory seen = new CallHistory();
  private final Object change = new Object();
  private volatile Posture posture;

  private DurableOperatorControl(
      Orders orders,
      @Nullable OrdersDirectory folder,
      String unreadable,
      OperationEvents events,
      InstantSource clock,
      int maxWaits) {
    book = folder == null ? null : new OrderWriter(folder, orders.version(), () -> inForce());
    this.unreadable = unreadable;
    this.events = new OrderEvents(events, clock);
    this.clock = clock;
    waits = new PendingClearances(maxWaits);
    posture = Posture.of(orders);
  }

  /**
   * Takes up the orders of a folder. If they cannot be known, everything is terminated until
   * somebody has repaired the folder and started this anew.
   *
   * @throws FileInUseException if somebody else works on the folder
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
      LOG.info("{}: {} orders are in force", state.file(), orders.size());
      return control;
    } catch (FileInUseException e) {
      throw e;
    } catch (IOException e) {
      if (state != null) {
        state.close();
      }
      return shut(String.valueOf(e.getMessage()), events, clock);
    }
  }

  /** Says that everything is terminated, whatever it is told. */
  static DurableOperatorControl shut(String why, OperationEvents events, InstantSource clock) {
    Order all =
        new Order(OperationScope.ALL, State.TERMINATED, clock.instant(), "", OrderText.of(why));
    Orders orders = Orders.none(0).with(all);
    DurableOperatorControl control =
        new DurableOperatorControl(orders, null, OrderText.of(why), events, clock, 1);
    control.events.unreadable(why);
    LOG.error("{}; everything is terminated", control.unreadable);
    return control;
  }

  /** Where the orders are kept. */
  interface FolderSource {
    OrdersDirectory open() throws IOException;
  }

  @Override
  public CompletionStage<Clearance> clearance(ToolCall call) {
    seen.add(call);
    Posture now = posture;
    if (now.always != null) {
      return now.always;
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

  /** What was ordered between the look and now was ordered too early for this one to be found. */
  private <T extends @Nullable Object> CompletionStage<T> registered(PendingClearance<T> wait) {
    if (!waits.add(wait)) {
      // As if it had waited in vain: a failure of the switch would let it through in some modes.
      return CompletableFuture.failedFuture(
          new TimeoutException("too many calls wait for the operator"));
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
    if (waits.remove(wait)) {
      how.run();
    }
  }

  private static void stop(PendingClearance<?> wait) {
    // As above: what was paused stays unrun in every mode.
    wait.future.completeExceptionally(
        new TimeoutException("the operator's switch stopped while the call waited"));
  }

  @Override
  public Coverage coverage(OperationScope scope) {
    int waiting = waits.all(wait -> wait.subject.isIn(scope)).size();
    return new Coverage(seen.agents(scope), waiting);
  }

  @Override
  public State give(OperationScope scope, Signal signal, String operator, String reason)
      throws IOException {
    Objects.requireNonNull(scope, "scope");
    String who = OrderText.start(operator, MAX_OPERATOR);
    String why = OrderText.start(reason, MAX_REASON);
    requireNotStopped();
    if (book == null) {
      throw new IOException(
          unreadable
              + "; everything is terminated until that is repaired and the bundle restarted");
    }
    return switch (signal) {
      case PAUSE -> impose(book, new Order(scope, State.PAUSED, clock.instant(), who, why));
      case TERMINATE -> impose(book, new Order(scope, State.TERMINATED, clock.instant(), who, why));
      case RESUME -> lift(book, scope, State.PAUSED, who, why);
      case REINSTATE -> lift(book, scope, State.TERMINATED, who, why);
    };
  }

  private void requireNotStopped() {
    if (posture.stopped) {
      throw new IllegalStateException("the operator's switch has stopped");
    }
  }

  private State impose(OrderWriter book, Order order) throws IOException {
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
      book.keep(after.version());
      kept = true;
    } finally {
      if (changed) {
        events.imposed(order, kept);
      }
    }
    return standing(after, order.scope());
  }

  private State lift(OrderWriter book, OperationScope scope, State what, String who, String why)
      throws IOException {
    Order lifted = book.lift(scope, what, this::swap);
    if (lifted != null) {
      release(scope);
      events.lifted(lifted, who, why);
    }
    return standing(inForce(), scope);
  }

  /** An order that somebody gave about the same scope meanwhile stays. */
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

  private static State standing(Orders orders, OperationScope scope) {
    Order order = orders.at(scope);
    return order == null ? State.RUNNING : order.state();
  }

  /** Each is taken out first, so that it is told once and of this. */
  private void deny(Predicate<PendingClearance<?>> choice, Consumer<PendingClearance<?>> how) {
    denied.carry(
        waits.all(wait -> choice.test(wait) && waits.take(wait)).stream()
            .map(wait -> (Runnable) () -> tell(wait, how))
            .toList());
  }

  private void tell(PendingClearance<?> wait, Consumer<PendingClearance<?>> how) {
    waits.release();
    how.accept(wait);
  }

  /** Each stays in until it is told: it may be paused or terminated again before. */
  private void release(OperationScope scope) {
    resumed.carry(
        waits
            .all(
                wait ->
                    wait.subject.isIn(scope)
                        && mayProceed(wait)
                        && wait.toBeLookedAt.compareAndSet(false, true))
            .stream()
            .map(wait -> (Runnable) () -> lookAt(wait))
            .toList());
  }

  private void lookAt(PendingClearance<?> wait) {
    wait.toBeLookedAt.set(false);
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

  /** How many stages are open. */
  int waiting() {
    return waits.size();
  }

  @Override
  public Health health() {
    Posture now = posture;
    if (!unreadable.isEmpty()) {
      return health(Health.Level.CRITICAL, unreadable + "; everything is terminated");
    }
    if (now.stopped) {
      return health(Health.Level.CRITICAL, "the operator's switch has stopped");
    }
    if (book != null && !book.trouble().isEmpty()) {
      return health(Health.Level.CRITICAL, book.trouble() + "; orders hold until a restart only");
    }
    Order all = now.orders.at(OperationScope.ALL);
    if (all != null) {
      String how = all.state() == State.TERMINATED ? "terminated" : "paused";
      return health(Health.Level.WARN, "everything is " + how + " by " + all.operator());
    }
    return health(Health.Level.OK, "");
  }

  static Health health(Health.Level level, String detail) {
    return new Health("operations", level, OrderText.of(detail));
  }

  /** Answers nobody any more. What waits for an answer fails. */
  @Override
  public void close() {
    synchronized (change) {
      if (posture.stopped) {
        return;
      }
      CompletableFuture<Clearance> gone =
          CompletableFuture.failedFuture(
              new IllegalStateException("the operator's switch has stopped"));
      posture = new Posture(posture.orders, gone, true);
    }
    deny(wait -> true, DurableOperatorControl::stop);
    if (book != null) {
      book.close();
    }
  }
}
