// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.Printable;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts or stops the bundle with a symbolic name. */
public final class BundleCommand implements AnonymousCommand {
  private static final Logger LOG = LoggerFactory.getLogger(BundleCommand.class);

  private final BundleLookup bundles;
  private final boolean start;

  private BundleCommand(BundleLookup bundles, boolean start) {
    this.bundles = bundles;
    this.start = start;
  }

  public static BundleCommand start(BundleLookup bundles) {
    return new BundleCommand(bundles, true);
  }

  public static BundleCommand stop(BundleLookup bundles) {
    return new BundleCommand(bundles, false);
  }

  @Override
  public String usage() {
    return (start ? "start" : "stop") + " BUNDLE-SYMBOLIC-NAME";
  }

  @Override
  public CommandResult run(List<String> arguments) throws CommandUsageException {
    Bundle bundle = start ? bundles.named(arguments) : bundles.stoppable(arguments);
    LOG.info("{} {}", start ? "starting" : "stopping", bundle);
    try {
      if (start) {
        bundle.start();
      } else {
        bundle.stop();
      }
    } catch (BundleException e) {
      return CommandResult.failed(bundle.getSymbolicName() + ": " + reason(e));
    }
    boolean running = bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
    String line = bundle.getSymbolicName() + " " + BundleLookup.state(bundle);
    return running == start ? CommandResult.ok(line) : CommandResult.failed(line);
  }

  /** Returns the cause of a failure in one line. */
  static String reason(Exception e) {
    String cause = e.getCause() == null ? "" : ": " + e.getCause();
    return Printable.line((e.getMessage() + cause).replaceAll("\\s+", " "));
  }
}
