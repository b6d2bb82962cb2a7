// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.CommandArguments;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import java.util.List;
import java.util.Set;

/** Shows the engine's status as the bundle {@code io.portcullis.status} computes it. */
public final class StatusCommand implements AnonymousCommand {
  private final StatusReader status;

  public StatusCommand(CurrentServices services) {
    status = new StatusReader(services);
  }

  @Override
  public String usage() {
    return "status [--json]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws CommandUsageException {
    CommandArguments options = CommandArguments.parse(arguments, Set.of("--json"), 0);
    StatusView view = new StatusView(status.read());
    return CommandResult.ok(options.has("--json") ? view.json() : view.text());
  }
}
