// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.orders;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.CommandArguments;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.TerminalJson;
import io.portcullis.shell.internal.command.TextTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows the orders in force. */
public final class OperationsCommand implements AnonymousCommand {
  /** A longer table is not readable and takes long to align. */
  static final int MAX_ROWS = 200;

  private final CurrentServices services;

  public OperationsCommand(CurrentServices services) {
    this.services = services;
  }

  @Override
  public String usage() {
    return "operations [--json]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws CommandUsageException {
    CommandArguments options = CommandArguments.parse(arguments, Set.of("--json"), 0);
    Optional<List<Order>> orders = services.useBest(OperatorControl.class, OperatorControl::orders);
    return orders
        .map(all -> CommandResult.ok(options.has("--json") ? json(all) : table(all)))
        .orElseGet(() -> CommandResult.failed(OrderCommand.NO_CONTROL));
  }

  private static String json(List<Order> orders) {
    return TerminalJson.object(
        json -> TerminalJson.objects(json, "operations", orders, OperationsCommand::write));
  }

  private static void write(Order order, JsonGenerator json) throws IOException {
    TerminalJson.field(json, "scope", order.scope().toString());
    TerminalJson.field(json, "state", OrderCommand.word(order.state()));
    TerminalJson.field(json, "since", order.since().toString());
    TerminalJson.field(json, "operator", order.operator());
    TerminalJson.field(json, "reason", order.reason());
  }

  /** Shows the newest orders, the last one at the end. */
  private static String table(List<Order> orders) {
    if (orders.isEmpty()) {
      return "no orders are in force";
    }
    int more = Math.max(0, orders.size() - MAX_ROWS);
    TextTable table = new TextTable("").row("scope", "state", "since", "operator", "reason");
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
