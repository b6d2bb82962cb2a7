// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the engine's status as the bundle {@code io.portcullis.status} computes it. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=status"})
public final class StatusCommand extends ShellCommand {
  private final StatusReader status;

  /** Creates the command. */
  @Activate
  public StatusCommand(@Reference CurrentServices services) {
    super("status", services);
    status = new StatusReader(services);
  }

  /** Runs the command in Gogo. */
  public CharSequence status(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) throws CommandUsageException {
    StatusView view = new StatusView(status.read(), request.presentation());
    return CommandResult.ok(request.has("--json") ? view.json() : view.text());
  }
}
