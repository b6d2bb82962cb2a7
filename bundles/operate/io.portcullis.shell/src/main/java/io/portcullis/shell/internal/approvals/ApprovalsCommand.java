// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.approvals;

import io.portcullis.api.approval.ApprovalReview;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.text.PrintableText;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the calls that wait for an approval: all of them in brief, or one in full. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=approvals"})
public final class ApprovalsCommand extends ShellCommand {
  static final String NO_QUEUE =
      "no approval queue is registered: calls that need an approval are denied";

  /** A longer table is not readable and takes long to align. */
  private static final int MAX_ROWS = 200;

  /** Creates the command. */
  @Activate
  public ApprovalsCommand(@Reference CurrentServices services) {
    super("approvals", services);
  }

  /** Runs the command in Gogo. */
  public CharSequence approvals(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) throws CommandUsageException {
    Optional<List<ReviewRequest>> waiting =
        services().useBest(ApprovalReview.class, ApprovalReview::waiting);
    if (waiting.isEmpty()) {
      return CommandResult.failed(NO_QUEUE);
    }
    if (!request.words().isEmpty()) {
      return one(request, waiting.get());
    }
    return CommandResult.ok(
        request.has("--json") ? json(waiting.get()) : table(waiting.get(), request.presentation()));
  }

  private static CommandResult one(ShellRequest request, List<ReviewRequest> waiting) {
    String id = request.words().get(0);
    Optional<ReviewRequest> found =
        waiting.stream().filter(each -> each.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      return CommandResult.failed("nothing waits under " + PrintableText.escaped(id));
    }
    PendingCallView call = new PendingCallView(found.get());
    return CommandResult.ok(
        request.has("--json")
            ? TerminalJson.object(call::writeAll)
            : call.text(request.presentation()));
  }

  private static String json(List<ReviewRequest> waiting) {
    return TerminalJson.object(
        json ->
            TerminalJson.objects(
                json, "approvals", waiting, (each, item) -> new PendingCallView(each).write(item)));
  }

  private static String table(List<ReviewRequest> waiting, Presentation presentation) {
    if (waiting.isEmpty()) {
      return "nothing waits for an approval";
    }
    TextTable table = new TextTable("").row("id", "since", "until", "agent", "tool", "reason");
    waiting.stream()
        .limit(MAX_ROWS)
        .forEach(each -> new PendingCallView(each).row(table, presentation));
    int more = waiting.size() - MAX_ROWS;
    return more <= 0 ? table.toString() : table + "\nand " + more + " more; --json lists all";
  }
}
