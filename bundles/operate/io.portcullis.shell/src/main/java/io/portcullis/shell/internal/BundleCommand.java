// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts or stops the bundle with a symbolic name. */
final class BundleCommand implements ImpersonalCommand {
  private static final Logger LOG = LoggerFactory.getLogger(BundleCommand.class);

  private final Bundles bundles;
  private final boolean start;

  private BundleCommand(Bundles bundles, boolean start) {
    this.bundles = bundles;
    this.start = start;
  }

  static BundleCommand start(Bundles bundles) {
    return new BundleCommand(bundles, true);
  }

  static BundleCommand stop(Bundles bundles) {
    return new BundleCommand(bundles, false);
  }

  @Override
  public String usage() {
    return (start ? "start" : "stop") + " BUNDLE-SYMBOLIC-NAME";
  }

  @Override
  public CommandResult run(List<String> arguments) throws UsageException {
    Bundle bundle = start ? bundles.named(arguments) : bundles.expendable(arguments);
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
    String line = bundle.getSymbolicName() + " " + Bundles.state(bundle);
    return running == start ? CommandResult.ok(line) : CommandResult.failed(line);
  }

  /** What went wrong, in one line. */
  static String reason(Exception e) {
    String cause = e.getCause() == null ? "" : ": " + e.getCause();
    return Printable.line((e.getMessage() + cause).replaceAll("\\s+", " "));
  }
}
