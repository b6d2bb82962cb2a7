// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.orders;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the orders in force. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=operations"})
public final class OperationsCommand extends ShellCommand {
  /** A longer table is not readable and takes long to align. */
  static final int MAX_ROWS = 200;

  /** Creates the command. */
  @Activate
  public OperationsCommand(@Reference CurrentServices services) {
    super("operations", services);
  }

  /** Runs the command in Gogo. */
  public CharSequence operations(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) throws CommandUsageException {
    Optional<List<Order>> orders =
        services().useBest(OperatorControl.class, OperatorControl::orders);
    return orders
        .map(
            all ->
                CommandResult.ok(
                    request.has("--json") ? json(all) : table(all, request.presentation())))
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
  private static String table(List<Order> orders, Presentation presentation) {
    if (orders.isEmpty()) {
      return "no orders are in force";
    }
    int more = Math.max(0, orders.size() - MAX_ROWS);
    TextTable table =
        new TextTable("", presentation, 1).row("scope", "state", "since", "operator", "reason");
    orders.stream().skip(more).forEach(order -> row(table, order, presentation));
    return more == 0 ? table.toString() : table + "\nand " + more + " older ones; --json lists all";
  }

  private static void row(TextTable table, Order order, Presentation presentation) {
    table.row(
        order.scope().toString(),
        OrderCommand.word(order.state()),
        presentation.time(order.since()),
        order.operator(),
        order.reason());
  }
}
