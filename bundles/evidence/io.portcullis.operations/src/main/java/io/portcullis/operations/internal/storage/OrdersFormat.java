// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.support.json.RecordFile;
import io.portcullis.support.json.TextObject;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The orders file. It is read strictly, because content that is not understood might be an order.
 */
public final class OrdersFormat {
  private static final int MAX_STRING = 2_048;
  private static final RecordFile FILE = new RecordFile("orders", MAX_STRING);

  private OrdersFormat() {}

  /** Returns the text of the file. */
  public static byte[] write(List<Order> orders) throws IOException {
    return FILE.write(orders.stream().map(OrdersFormat::members).toList());
  }

  private static Map<String, String> members(Order order) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("scope", word(order.scope().kind()));
    members.put("name", order.scope().name());
    members.put("state", word(order.state()));
    members.put("since", order.since().toString());
    members.put("operator", order.operator());
    members.put("reason", order.reason());
    return members;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the text of the file.
   *
   * @throws UnreadableOrdersException if the text is not understood, with the place
   */
  public static Orders read(byte[] text, int maxOrders) throws UnreadableOrdersException {
    try {
      return Orders.of(FILE.read(text, maxOrders + 1, OrdersFormat::order), maxOrders);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableOrdersException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Order order(TextObject members) {
    OperationScope.Kind kind = kind(members.take("scope"));
    State state = state(members.take("state"));
    return new Order(
        new OperationScope(kind, members.take("name")),
        state,
        Instant.parse(members.take("since")),
        members.take("operator"),
        members.take("reason"));
  }

  private static OperationScope.Kind kind(String word) {
    return switch (word) {
      case "all" -> OperationScope.Kind.ALL;
      case "agent" -> OperationScope.Kind.AGENT;
      case "operation" -> OperationScope.Kind.OPERATION;
      default -> throw new IllegalArgumentException("the scope is not all, agent or operation");
    };
  }

  private static State state(String word) {
    return switch (word) {
      case "paused" -> State.PAUSED;
      case "terminated" -> State.TERMINATED;
      default -> throw new IllegalArgumentException("the state is neither paused nor terminated");
    };
  }
}
