// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CurrentServices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Stops the bundle with a symbolic name. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=stop"})
public final class StopCommand extends BundleCommand {

  /** Creates the command. */
  @Activate
  public StopCommand(@Reference CurrentServices services) {
    super("stop", services, false);
  }

  /** Runs the command in Gogo. */
  public CharSequence stop(String... arguments) {
    return runInGogo(arguments);
  }
}
