// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.orders;

import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The orders in force at one moment. Immutable: a reader sees a whole order or none of it. */
public final class Orders {
  /** The maximum number of orders, more than an operator can oversee. */
  public static final int MAX_ORDERS = 100_000;

  /** The maximum length of all texts together, in characters; it bounds the file. */
  static final int MAX_TEXT = 8 * 1024 * 1024;

  /** The part of the orders that operations may use, so that orders about agents find room. */
  private static final double SHARE_OF_OPERATIONS = 0.9;

  private final int max;
  private final long version;
  private final int text;
  private final @Nullable Order all;
  private final Map<String, Order> agents;
  private final Map<String, Order> operations;

  private Orders(
      int max,
      long version,
      int text,
      @Nullable Order all,
      Map<String, Order> agents,
      Map<String, Order> operations) {
    this.max = max;
    this.version = version;
    this.text = text;
    this.all = all;
    this.agents = agents;
    this.operations = operations;
  }

  /** Returns no orders, with a maximum number. */
  public static Orders none(int max) {
    return new Orders(max, 0, 0, null, Map.of(), Map.of());
  }

  /** Returns the version, which grows with each change. */
  public long version() {
    return version;
  }

  public int size() {
    return agents.size() + operations.size() + (all == null ? 0 : 1);
  }

  public boolean isEmpty() {
    return size() == 0;
  }

  /** Returns the order about exactly this scope, or null. */
  public @Nullable Order at(OperationScope scope) {
    return switch (scope.kind()) {
      case ALL -> all;
      case AGENT -> agents.get(scope.name());
      case OPERATION -> operations.get(scope.name());
    };
  }

  /** Returns the state of a call: the strictest of all orders that cover it. */
  public State of(CallSubject subject) {
    State state = of(all);
    if (!agents.isEmpty()) {
      state = stricter(state, of(agents.get(subject.agent())));
      state = stricter(state, of(agents.get(subject.caller())));
    }
    if (!operations.isEmpty()) {
      state = stricter(state, of(operations.get(subject.operation())));
    }
    return state;
  }

  private static State of(@Nullable Order order) {
    return order == null ? State.RUNNING : order.state();
  }

  private static State stricter(State one, State other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  /**
   * Returns these orders and one more. It replaces an order about the same scope unless that is as
   * strict.
   *
   * @throws IllegalStateException if the maximum is reached
   */
  public Orders with(Order order) {
    Order before = at(order.scope());
    if (before != null && before.state().compareTo(order.state()) >= 0) {
      return this;
    }
    int more = text(order) - (before == null ? 0 : text(before));
    if (before == null) {
      requireRoom(order.scope().kind(), more);
    }
    return changed(order.scope(), order, more);
  }

  /** Checks the bounds. */
  private void requireRoom(OperationScope.Kind kind, int more) {
    if (!hasRoom(kind, more)) {
      throw new IllegalStateException(
          size()
              + " orders exist already, no room for one more: "
              + (kind == OperationScope.Kind.OPERATION
                  ? "give one about the agent instead of its operations"
                  : "give one about everything, or withdraw old orders"));
    }
  }

  /** An order about everything is never refused. */
  private boolean hasRoom(OperationScope.Kind kind, int more) {
    boolean room = size() < max && text <= MAX_TEXT - more;
    return switch (kind) {
      case ALL -> true;
      case AGENT -> room;
      case OPERATION -> room && operations.size() < max * SHARE_OF_OPERATIONS;
    };
  }

  /** Returns these orders without the one about exactly this scope. */
  public Orders without(OperationScope scope) {
    Order before = at(scope);
    return before == null ? this : changed(scope, null, -text(before));
  }

  private Orders changed(OperationScope scope, @Nullable Order order, int more) {
    OperationScope.Kind kind = scope.kind();
    return new Orders(
        max,
        version + 1,
        text + more,
        kind == OperationScope.Kind.ALL ? order : all,
        kind == OperationScope.Kind.AGENT ? changed(agents, scope.name(), order) : agents,
        kind == OperationScope.Kind.OPERATION
            ? changed(operations, scope.name(), order)
            : operations);
  }

  private static Map<String, Order> changed(
      Map<String, Order> map, String name, @Nullable Order order) {
    Map<String, Order> copy = new LinkedHashMap<>(map);
    if (order == null) {
      copy.remove(name);
    } else {
      copy.put(name, order);
    }
    return Collections.unmodifiableMap(copy);
  }

  private static int text(Order order) {
    return order.scope().name().length() + order.operator().length() + order.reason().length();
  }

  /** Returns the orders, the oldest first. */
  public List<Order> list() {
    List<Order> list = new ArrayList<>(size());
    if (all != null) {
      list.add(all);
    }
    list.addAll(agents.values());
    list.addAll(operations.values());
    list.sort(Comparator.comparing(Order::since));
    return Collections.unmodifiableList(list);
  }

  /**
   * Creates the orders from a list.
   *
   * @throws IllegalArgumentException if two are about the same scope, or there are too many
   */
  public static Orders of(List<Order> list, int max) {
    Map<String, Order> agents = new LinkedHashMap<>();
    Map<String, Order> operations = new LinkedHashMap<>();
    Order all = null;
    int text = 0;
    for (Order order : list) {
      String name = order.scope().name();
      boolean twice =
          switch (order.scope().kind()) {
            case ALL -> all != null;
            case AGENT -> agents.put(name, order) != null;
            case OPERATION -> operations.put(name, order) != null;
          };
      if (twice) {
        throw new IllegalArgumentException("two orders about one scope");
      }
      all = order.scope().kind() == OperationScope.Kind.ALL ? order : all;
      text += text(order);
    }
    if (list.size() > max + 1) {
      throw new IllegalArgumentException("more than " + max + " orders");
    }
    return new Orders(max, 0, text, all, agents, operations);
  }
}
