// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.support.text.PrintableText;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts or stops the bundle with a symbolic name. */
abstract class BundleCommand extends ShellCommand {
  private static final Logger LOG = LoggerFactory.getLogger(BundleCommand.class);

  private final BundleLookup bundles;
  private final boolean start;

  BundleCommand(String name, CurrentServices services, boolean start) {
    super(name, services);
    this.bundles = new BundleLookup(services.context());
    this.start = start;
  }

  @Override
  protected final CommandResult execute(ShellRequest request) throws CommandUsageException {
    Bundle bundle = start ? bundles.named(request.words()) : bundles.stoppable(request.words());
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
    return PrintableText.escaped((e.getMessage() + cause).replaceAll("\\s+", " "));
  }
}
