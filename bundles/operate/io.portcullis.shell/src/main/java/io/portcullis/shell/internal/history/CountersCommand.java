// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.history;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.operations.HistoryControl;
import io.portcullis.api.operations.HistoryControl.Counter;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the counters of calls. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=counters"})
public final class CountersCommand extends ShellCommand {
  static final String NO_HISTORY = "no runtime with counters and labels is registered";

  /** A longer table is not readable. */
  private static final int MAX_ROWS = 200;

  /** Creates the command. */
  @Activate
  public CountersCommand(@Reference CurrentServices services) {
    super("counters", services);
  }

  /** Runs the command in Gogo. */
  public CharSequence counters(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) {
    return services()
        .<HistoryControl, CommandResult, RuntimeException>useBest(
            HistoryControl.class,
            history ->
                CommandResult.ok(
                    request.has("--json")
                        ? json(history.counters())
                        : text(history.counters(), history.problems())))
        .orElseGet(() -> CommandResult.failed(NO_HISTORY));
  }

  private static String json(List<Counter> counters) {
    return TerminalJson.object(
        json -> TerminalJson.objects(json, "counters", counters, CountersCommand::write));
  }

  private static void write(Counter counter, JsonGenerator json) throws IOException {
    TerminalJson.field(json, "name", counter.name());
    TerminalJson.field(json, "subject", counter.subject());
    TerminalJson.field(json, "window", counter.window());
    TerminalJson.field(json, "count", String.valueOf(counter.count()));
    TerminalJson.field(json, "sum", counter.sum().toPlainString());
  }

  private static String text(List<Counter> counters, List<String> problems) {
    StringBuilder text = new StringBuilder();
    text.append(counters.isEmpty() ? "no calls are counted" : table(counters));
    if (counters.size() > MAX_ROWS) {
      text.append("\nand ").append(counters.size() - MAX_ROWS).append(" more; --json lists all");
    }
    problems.forEach(problem -> text.append('\n').append(PrintableText.escaped(problem)));
    return text.toString();
  }

  private static String table(List<Counter> counters) {
    TextTable table = new TextTable("").row("counter", "subject", "window", "count", "sum");
    counters.stream()
        .limit(MAX_ROWS)
        .forEach(
            each ->
                table.row(
                    each.name(),
                    each.subject(),
                    each.window(),
                    String.valueOf(each.count()),
                    each.sum().toPlainString()));
    return table.toString();
  }
}
