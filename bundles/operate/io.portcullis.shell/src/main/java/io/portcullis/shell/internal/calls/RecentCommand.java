// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.json.TerminalJson;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the last call records. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=recent"})
public final class RecentCommand extends ShellCommand {
  private static final int DEFAULT = 20;

  private final RecentCallLog calls;

  /** Creates the command. */
  @Activate
  public RecentCommand(@Reference CurrentServices services, @Reference RecentCallLog calls) {
    super("recent", services);
    this.calls = calls;
  }

  /** Runs the command in Gogo. */
  public CharSequence recent(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) throws CommandUsageException {
    int number = request.words().isEmpty() ? DEFAULT : number(request.words().get(0));
    List<RecentCall> last = calls.last(number);
    return CommandResult.ok(
        request.has("--json") ? json(last) : text(last, request.presentation()));
  }

  private static int number(String word) throws CommandUsageException {
    if (word.matches("[0-9]{1,3}")) {
      int number = Integer.parseInt(word);
      if (number >= 1 && number <= RecentCallLog.CAPACITY) {
        return number;
      }
    }
    throw new CommandUsageException("N must be a number from 1 to " + RecentCallLog.CAPACITY);
  }

  private static String text(List<RecentCall> last, Presentation presentation) {
    TextTable table = new TextTable("", presentation, 1, 2);
    last.forEach(call -> call.row(table, presentation));
    return last.isEmpty() ? "no calls yet" : table.toString();
  }

  private static String json(List<RecentCall> last) {
    return TerminalJson.object(
        json -> TerminalJson.objects(json, "records", last, RecentCall::write));
  }
}
