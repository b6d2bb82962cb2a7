// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.orders;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.shell.internal.command.CurrentServices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Terminates calls: they are denied. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=terminate"})
public final class TerminateCommand extends OrderCommand {

  /** Creates the command. */
  @Activate
  public TerminateCommand(@Reference CurrentServices services) {
    super(services, Signal.TERMINATE);
  }

  /** Runs the command in Gogo. */
  public CharSequence terminate(String... arguments) {
    return runInGogo(arguments);
  }
}
