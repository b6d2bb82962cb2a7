// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.OperatorSwitch;
import io.portcullis.api.OperatorSwitch.Order;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows the orders in force. */
final class OperationsCommand implements ImpersonalCommand {
  /** A table of more would be read by nobody and take long to align. */
  static final int MOST_ROWS = 200;

  private final Services services;

  OperationsCommand(Services services) {
    this.services = services;
  }

  @Override
  public String usage() {
    return "operations [--json]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws UsageException {
    Options options = Options.parse(arguments, Set.of("--json"), 0);
    Optional<List<Order>> orders = services.useBest(OperatorSwitch.class, OperatorSwitch::orders);
    return orders
        .map(all -> CommandResult.ok(options.has("--json") ? json(all) : table(all)))
        .orElseGet(() -> CommandResult.failed(OrderCommand.NO_SWITCH));
  }

  private static String json(List<Order> orders) {
    return Json.object(json -> Json.objects(json, "operations", orders, OperationsCommand::write));
  }

  private static void write(Order order, JsonGenerator json) throws IOException {
    Json.field(json, "scope", order.scope().toString());
    Json.field(json, "state", OrderCommand.word(order.state()));
    Json.field(json, "since", order.since().toString());
    Json.field(json, "operator", order.operator());
    Json.field(json, "reason", order.reason());
  }

  /** The newest, at the end. */
  private static String table(List<Order> orders) {
    if (orders.isEmpty()) {
      return "no orders are in force";
    }
    int more = Math.max(0, orders.size() - MOST_ROWS);
    Table table = new Table("").row("scope", "state", "since", "operator", "reason");
    orders.stream()
        .skip(more)
        .forEach(
            order ->
                table.row(
                    order.scope().toString(),
                    OrderCommand.word(order.state()),
                    order.since().toString(),
                    order.operator(),
                    order.reason()));
    return more == 0 ? table.toString() : table + "\nand " + more + " older ones; --json lists all";
  }
}
