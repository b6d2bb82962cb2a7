// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.orders;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.shell.internal.command.CurrentServices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ends a termination. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=reinstate"})
public final class ReinstateCommand extends OrderCommand {

  /** Creates the command. */
  @Activate
  public ReinstateCommand(@Reference CurrentServices services) {
    super(services, Signal.REINSTATE);
  }

  /** Runs the command in Gogo. */
  public CharSequence reinstate(String... arguments) {
    return runInGogo(arguments);
  }
}
