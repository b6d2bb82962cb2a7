// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;

/** Lists the bundles with their states. */
final class BundleListCommand implements ImpersonalCommand {
  private final Bundles bundles;

  BundleListCommand(Bundles bundles) {
    this.bundles = bundles;
  }

  @Override
  public String usage() {
    return "bundles";
  }

  @Override
  public CommandResult run(List<String> arguments) throws UsageException {
    Options.parse(arguments, Set.of(), 0);
    Table table = new Table("");
    for (Bundle bundle : bundles.all()) {
      String name = bundle.getSymbolicName();
      table.row(
          Long.toString(bundle.getBundleId()),
          Bundles.state(bundle),
          name == null ? bundle.getLocation() : name,
          bundle.getVersion().toString());
    }
    return CommandResult.ok(table.toString());
  }
}
