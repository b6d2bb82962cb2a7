// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.CommandArguments;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.TextTable;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;

/** Lists the bundles with their states. */
public final class BundleListCommand implements AnonymousCommand {
  private final BundleLookup bundles;

  public BundleListCommand(BundleLookup bundles) {
    this.bundles = bundles;
  }

  @Override
  public String usage() {
    return "bundles";
  }

  @Override
  public CommandResult run(List<String> arguments) throws CommandUsageException {
    CommandArguments.parse(arguments, Set.of(), 0);
    TextTable table = new TextTable("");
    for (Bundle bundle : bundles.all()) {
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
