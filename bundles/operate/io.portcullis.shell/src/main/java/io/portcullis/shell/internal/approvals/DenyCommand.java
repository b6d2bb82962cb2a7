// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.approvals;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CurrentServices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Rejects a call that waits for an approval. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=deny"})
public final class DenyCommand extends DecideCommand {

  /** Creates the command. */
  @Activate
  public DenyCommand(@Reference CurrentServices services) {
    super("deny", services, false);
  }

  /** Runs the command in Gogo. */
  public CharSequence deny(String... arguments) {
    return runInGogo(arguments);
  }
}
