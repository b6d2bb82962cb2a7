// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.shell.internal.command.TextTable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists the bundles with their states. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=bundles"})
public final class BundleListCommand extends ShellCommand {
  /** Creates the command. */
  @Activate
  public BundleListCommand(@Reference CurrentServices services) {
    super("bundles", services);
  }

  /** Runs the command in Gogo. */
  public CharSequence bundles(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) {
    TextTable table = new TextTable("");
    for (Bundle bundle : services().context().getBundles()) {
      String name = bundle.getSymbolicName();
      table.row(
          Long.toString(bundle.getBundleId()),
          BundleLookup.state(bundle),
          name == null ? bundle.getLocation() : name,
          bundle.getVersion().toString());
    }
    return CommandResult.ok(table.toString());
  }
}
