// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.CommandArguments;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.TerminalJson;
import io.portcullis.shell.internal.command.TextTable;
import java.util.List;
import java.util.Set;

/** Shows the last call records. */
public final class RecentCommand implements AnonymousCommand {
  private static final int DEFAULT = 20;

  private final RecentCallLog calls;

  public RecentCommand(RecentCallLog calls) {
    this.calls = calls;
  }

  @Override
  public String usage() {
    return "recent [N] [--json]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws CommandUsageException {
    CommandArguments options = CommandArguments.parse(arguments, Set.of("--json"), 1);
    int number = options.words().isEmpty() ? DEFAULT : number(options.words().get(0));
    List<RecentCall> last = calls.last(number);
    return CommandResult.ok(options.has("--json") ? json(last) : text(last));
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

  private static String text(List<RecentCall> last) {
    TextTable table = new TextTable("");
    last.forEach(call -> call.row(table));
    return last.isEmpty() ? "no calls yet" : table.toString();
  }

  private static String json(List<RecentCall> last) {
    return TerminalJson.object(
        json -> TerminalJson.objects(json, "records", last, RecentCall::write));
  }
}
