// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CurrentServices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Starts the bundle with a symbolic name. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=start"})
public final class StartCommand extends BundleCommand {

  /** Creates the command. */
  @Activate
  public StartCommand(@Reference CurrentServices services) {
    super("start", services, true);
  }

  /** Runs the command in Gogo. */
  public CharSequence start(String... arguments) {
    return runInGogo(arguments);
  }
}
