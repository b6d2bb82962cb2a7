// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.history;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.operations.HistoryControl;
import io.portcullis.api.operations.HistoryControl.Label;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
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

/** Shows the labels of agents and operations, and removes them. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=labels"})
public final class LabelsCommand extends ShellCommand {
  private static final int MAX_ROWS = 200;
  private static final String CLEAR = "clear";
  private static final String EVERYTHING = "*";

  /** Creates the command. */
  @Activate
  public LabelsCommand(@Reference CurrentServices services) {
    super("labels", services);
  }

  /** Runs the command in Gogo. */
  public CharSequence labels(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) throws CommandUsageException {
    List<String> words = request.words();
    if (!words.isEmpty() && words.get(0).equals(CLEAR)) {
      return clear(request, words);
    }
    if (words.size() > 1 || request.value("--reason").isPresent()) {
      throw new CommandUsageException("name one agent or operation, or clear labels");
    }
    String wanted = words.isEmpty() ? "" : words.get(0);
    return services()
        .<HistoryControl, CommandResult, RuntimeException>useBest(
            HistoryControl.class, history -> shown(history, wanted, request.has("--json")))
        .orElseGet(() -> CommandResult.failed(CountersCommand.NO_HISTORY));
  }

  private static CommandResult shown(HistoryControl history, String wanted, boolean json) {
    List<Label> labels =
        history.labels().stream()
            .filter(each -> wanted.isEmpty() || isNamed(each.subject(), wanted))
            .toList();
    return CommandResult.ok(json ? json(labels) : text(labels, history.problems()));
  }

  private static boolean isNamed(String subject, String name) {
    return subject.equals(name)
        || subject.equals("agent:" + name)
        || subject.equals("operation:" + name);
  }

  private CommandResult clear(ShellRequest request, List<String> words)
      throws CommandUsageException {
    String reason = request.value("--reason").orElse("");
    if (words.size() < 2 || reason.isBlank() || request.has("--json")) {
      throw new CommandUsageException(
          "name agent:ID, operation:TRACE or * and give the reason with --reason");
    }
    String subject = words.get(1).equals(EVERYTHING) ? "" : words.get(1);
    String label = words.size() > 2 ? words.get(2) : "";
    try {
      return clear(subject, label, request.operator(), reason);
    } catch (IllegalArgumentException e) {
      throw new CommandUsageException(PrintableText.escaped(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      return CommandResult.failed(
          "nothing was changed: " + PrintableText.escaped(String.valueOf(e.getMessage())));
    }
  }

  private CommandResult clear(String subject, String label, String operator, String reason)
      throws IOException {
    return services()
        .<HistoryControl, CommandResult, IOException>useBest(
            HistoryControl.class,
            history -> {
              history.clear(subject, label, operator, reason);
              return CommandResult.ok(
                  (label.isEmpty() ? "all labels" : "label " + PrintableText.escaped(label))
                      + " of "
                      + (subject.isEmpty() ? "everything" : PrintableText.escaped(subject))
                      + " removed");
            })
        .orElseGet(
            () -> CommandResult.failed(CountersCommand.NO_HISTORY + ", so nothing was changed"));
  }

  private static String json(List<Label> labels) {
    return TerminalJson.object(
        json -> TerminalJson.objects(json, "labels", labels, LabelsCommand::write));
  }

  private static void write(Label label, JsonGenerator json) throws IOException {
    TerminalJson.field(json, "subject", label.subject());
    TerminalJson.field(json, "label", label.label());
    TerminalJson.field(json, "since", label.since().toString());
    TerminalJson.field(json, "call", label.call());
  }

  private static String text(List<Label> labels, List<String> problems) {
    StringBuilder text = new StringBuilder();
    text.append(labels.isEmpty() ? "no labels are set" : table(labels));
    if (labels.size() > MAX_ROWS) {
      text.append("\nand ").append(labels.size() - MAX_ROWS).append(" more; --json lists all");
    }
    problems.forEach(problem -> text.append('\n').append(PrintableText.escaped(problem)));
    return text.toString();
  }

  private static String table(List<Label> labels) {
    TextTable table = new TextTable("").row("subject", "label", "since", "call");
    labels.stream()
        .limit(MAX_ROWS)
        .forEach(
            each -> table.row(each.subject(), each.label(), each.since().toString(), each.call()));
    return table.toString();
  }
}
