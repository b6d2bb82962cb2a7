// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.approvals;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CurrentServices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Approves a call that waits for an approval. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=approve"})
public final class ApproveCommand extends DecideCommand {

  /** Creates the command. */
  @Activate
  public ApproveCommand(@Reference CurrentServices services) {
    super("approve", services, true);
  }

  /** Runs the command in Gogo. */
  public CharSequence approve(String... arguments) {
    return runInGogo(arguments);
  }
}
