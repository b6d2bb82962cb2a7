// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.ApprovalDesk;
import io.portcullis.api.ApprovalDesk.Waiting;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Shows what waits for an approval: all of it in short, or one call with all that a reviewer needs.
 */
final class ApprovalsCommand implements ImpersonalCommand {
  static final String NO_DESK =
      "no approval desk is registered: whatever needs an approval is denied";

  /** A table of more would be read by nobody and take long to align. */
  private static final int MOST_ROWS = 200;

  private final Services services;

  ApprovalsCommand(Services services) {
    this.services = services;
  }

  @Override
  public String usage() {
    return "approvals [ID] [--json]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws UsageException {
    Options options = Options.parse(arguments, Set.of("--json"), 1);
    Optional<List<Waiting>> waiting = services.useBest(ApprovalDesk.class, ApprovalDesk::waiting);
    if (waiting.isEmpty()) {
      return CommandResult.failed(NO_DESK);
    }
    boolean json = options.has("--json");
    if (!options.words().isEmpty()) {
      return one(options.words().get(0), waiting.get(), json);
    }
    return CommandResult.ok(json ? json(waiting.get()) : table(waiting.get()));
  }

  private static CommandResult one(String id, List<Waiting> waiting, boolean json) {
    Optional<Waiting> found = waiting.stream().filter(each -> each.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      return CommandResult.failed("nothing waits under " + Printable.line(id));
    }
    WaitingCall call = new WaitingCall(found.get());
    return CommandResult.ok(json ? Json.object(call::writeAll) : call.text());
  }

  private static String json(List<Waiting> waiting) {
    return Json.object(
        json ->
            Json.objects(
                json, "approvals", waiting, (each, item) -> new WaitingCall(each).write(item)));
  }

  private static String table(List<Waiting> waiting) {
    if (waiting.isEmpty()) {
      return "nothing waits for an approval";
    }
    Table table = new Table("").row("id", "since", "until", "agent", "tool", "reason");
    waiting.stream().limit(MOST_ROWS).forEach(each -> new WaitingCall(each).row(table));
    int more = waiting.size() - MOST_ROWS;
    return more <= 0 ? table.toString() : table + "\nand " + more + " more; --json lists all";
  }
}
