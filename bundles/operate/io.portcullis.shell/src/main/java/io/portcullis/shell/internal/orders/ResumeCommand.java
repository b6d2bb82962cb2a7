// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.orders;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.shell.internal.command.CurrentServices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Resumes paused calls. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=resume"})
public final class ResumeCommand extends OrderCommand {

  /** Creates the command. */
  @Activate
  public ResumeCommand(@Reference CurrentServices services) {
    super(services, Signal.RESUME);
  }

  /** Runs the command in Gogo. */
  public CharSequence resume(String... arguments) {
    return runInGogo(arguments);
  }
}
