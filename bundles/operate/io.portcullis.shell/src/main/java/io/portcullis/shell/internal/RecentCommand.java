// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import java.util.List;
import java.util.Set;

/** Shows the last call records. */
final class RecentCommand implements ImpersonalCommand {
  private static final int DEFAULT = 20;

  private final RecentCalls calls;

  RecentCommand(RecentCalls calls) {
    this.calls = calls;
  }

  @Override
  public String usage() {
    return "recent [N] [--json]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws UsageException {
    Options options = Options.parse(arguments, Set.of("--json"), 1);
    int number = options.words().isEmpty() ? DEFAULT : number(options.words().get(0));
    List<RecentCall> last = calls.last(number);
    return CommandResult.ok(options.has("--json") ? json(last) : text(last));
  }

  private static int number(String word) throws UsageException {
    if (word.matches("[0-9]{1,3}")) {
      int number = Integer.parseInt(word);
      if (number >= 1 && number <= RecentCalls.CAPACITY) {
        return number;
      }
    }
    throw new UsageException("N must be a number from 1 to " + RecentCalls.CAPACITY);
  }

  private static String text(List<RecentCall> last) {
    Table table = new Table("");
    last.forEach(call -> call.row(table));
    return last.isEmpty() ? "no calls yet" : table.toString();
  }

  private static String json(List<RecentCall> last) {
    return Json.object(json -> Json.objects(json, "records", last, RecentCall::write));
  }
}
