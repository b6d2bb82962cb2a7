// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.approvals;

import io.portcullis.api.approval.ApprovalReview;
import io.portcullis.api.approval.ApprovalReview.LocalUser;
import io.portcullis.api.approval.ApprovalReview.ReviewResult;
import io.portcullis.api.approval.ApprovalReview.Reviewer;
import io.portcullis.api.approval.ApprovalReview.TokenHolder;
import io.portcullis.shell.internal.command.Command;
import io.portcullis.shell.internal.command.CommandArguments;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Approves or denies a pending call, as the user at the socket or as a named reviewer. */
public final class DecideCommand implements Command {
  private static final Set<String> VALUED = Set.of("--as", "--token-file", "--comment");

  private final String name;
  private final boolean approve;
  private final CurrentServices services;

  private DecideCommand(String name, boolean approve, CurrentServices services) {
    this.name = name;
    this.approve = approve;
    this.services = services;
  }

  public static DecideCommand approve(CurrentServices services) {
    return new DecideCommand("approve", true, services);
  }

  public static DecideCommand deny(CurrentServices services) {
    return new DecideCommand("deny", false, services);
  }

  @Override
  public String usage() {
    return name + " ID [--as NAME --token-file FILE] [--comment TEXT]";
  }

  @Override
  public CommandResult run(List<String> arguments, String operator) throws CommandUsageException {
    CommandArguments options = CommandArguments.parse(arguments, VALUED, Set.of(), 1);
    if (options.words().isEmpty()) {
      throw new CommandUsageException("ID is missing");
    }
    String id = options.words().get(0);
    Reviewer reviewer;
    try {
      reviewer = reviewer(options, operator);
    } catch (IOException e) {
      return CommandResult.failed(Printable.line(String.valueOf(e.getMessage())));
    }
    String comment = options.value("--comment").orElse("");
    Optional<ReviewResult> ruling =
        services.useBest(ApprovalReview.class, desk -> desk.decide(id, reviewer, approve, comment));
    return ruling
        .map(given -> result(given, Printable.line(id)))
        .orElseGet(() -> CommandResult.failed(ApprovalsCommand.NO_QUEUE));
  }

  private static Reviewer reviewer(CommandArguments options, String operator)
      throws CommandUsageException, IOException {
    Optional<String> as = options.value("--as");
    Optional<String> file = options.value("--token-file");
    if (as.isPresent() != file.isPresent()) {
      throw new CommandUsageException("--as and --token-file go together");
    }
    return as.isPresent()
        ? new TokenHolder(as.get(), TokenFile.read(file.orElseThrow(), operator))
        : new LocalUser(operator);
  }

  private static CommandResult result(ReviewResult ruling, String id) {
    return switch (ruling) {
      case APPROVED -> CommandResult.ok(id + " is approved and may run once");
      case REJECTED -> CommandResult.ok(id + " is denied");
      case MORE_NEEDED -> CommandResult.ok(id + ": counted; others must approve as well");
      case NOT_WAITING ->
          CommandResult.failed(
              "nothing waits under " + id + ": it was decided, has expired, or never was");
      case NOT_AUTHENTICATED ->
          CommandResult.failed(
              "the reviewer is unknown, the token is wrong, or too many wrong tokens were given");
      case NOT_ENTITLED -> CommandResult.failed("this reviewer may not decide " + id);
      case ALREADY_APPROVED ->
          CommandResult.failed("this reviewer has approved " + id + " already; others must");
      case NOT_RECORDED ->
          CommandResult.failed(
              "the decision could not be recorded, so it does not count; " + id + " still waits");
    };
  }
}
