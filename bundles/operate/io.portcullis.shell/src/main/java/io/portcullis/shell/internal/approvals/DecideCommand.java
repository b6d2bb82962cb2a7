// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.approvals;

import io.portcullis.api.approval.ApprovalReview;
import io.portcullis.api.approval.ApprovalReview.LocalUser;
import io.portcullis.api.approval.ApprovalReview.ReviewResult;
import io.portcullis.api.approval.ApprovalReview.Reviewer;
import io.portcullis.api.approval.ApprovalReview.TokenHolder;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.Optional;

/** Approves or denies a pending call, as the user at the socket or as a named reviewer. */
abstract class DecideCommand extends ShellCommand {
  private static final String NOT_AUTHENTICATED =
      "the reviewer is unknown, the token is wrong, or too many wrong tokens were given";

  private final boolean approve;

  DecideCommand(String name, CurrentServices services, boolean approve) {
    super(name, services);
    this.approve = approve;
  }

  @Override
  protected final CommandResult execute(ShellRequest request) throws CommandUsageException {
    if (request.words().isEmpty()) {
      throw new CommandUsageException("ID is missing");
    }
    String id = request.words().get(0);
    Reviewer reviewer;
    try {
      reviewer = reviewer(request);
    } catch (IOException e) {
      return CommandResult.failed(PrintableText.escaped(String.valueOf(e.getMessage())));
    }
    String comment = request.value("--comment").orElse("");
    return services()
        .useBest(ApprovalReview.class, desk -> desk.decide(id, reviewer, approve, comment))
        .map(given -> result(given, PrintableText.escaped(id)))
        .orElseGet(() -> CommandResult.failed(ApprovalsCommand.NO_QUEUE));
  }

  private static Reviewer reviewer(ShellRequest request) throws CommandUsageException, IOException {
    Optional<String> as = request.value("--as");
    Optional<String> file = request.value("--token-file");
    if (as.isPresent() != file.isPresent()) {
      throw new CommandUsageException("--as and --token-file go together");
    }
    return as.isPresent()
        ? new TokenHolder(as.get(), TokenFile.read(file.orElseThrow(), request.operator()))
        : new LocalUser(request.operator());
  }

  private static CommandResult result(ReviewResult ruling, String id) {
    return switch (ruling) {
      case APPROVED -> CommandResult.ok(id + " is approved and may run once");
      case REJECTED -> CommandResult.ok(id + " is denied");
      case MORE_NEEDED -> CommandResult.ok(id + ": counted; others must approve as well");
      case NOT_WAITING ->
          CommandResult.failed(
              "nothing waits under " + id + ": it was decided, has expired, or never was");
      case NOT_AUTHENTICATED -> CommandResult.failed(NOT_AUTHENTICATED);
      case NOT_ENTITLED -> CommandResult.failed("this reviewer may not decide " + id);
      case ALREADY_APPROVED ->
          CommandResult.failed("this reviewer has approved " + id + " already; others must");
      case NOT_RECORDED ->
          CommandResult.failed(
              "the decision could not be recorded, so it does not count; " + id + " still waits");
    };
  }
}
