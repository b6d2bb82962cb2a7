// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a bundle again from its location and refreshes those that still use the old one. */
final class UpdateCommand implements ImpersonalCommand {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(UpdateCommand.class);

  private final Services services;
  private final Bundles bundles;

  UpdateCommand(Services services, Bundles bundles) {
    this.services = services;
    this.bundles = bundles;
  }

  @Override
  public String usage() {
    return "update BUNDLE-SYMBOLIC-NAME";
  }

  @Override
  public CommandResult run(List<String> arguments) throws UsageException, InterruptedException {
    Bundle bundle = bundles.expendable(arguments);
    LOG.info("updating {}", bundle);
    try {
      bundle.update();
    } catch (BundleException e) {
      return CommandResult.failed(bundle.getSymbolicName() + ": " + BundleCommand.reason(e));
    }
    String line =
        "%s %s updated".formatted(bundle.getSymbolicName(), bundle.getVersion().toString());
    return refresh(line, bundle);
  }

  private CommandResult refresh(String line, Bundle updated) throws InterruptedException {
    Bundle system = services.context().getBundle(Constants.SYSTEM_BUNDLE_ID);
    FrameworkWiring wiring = system.adapt(FrameworkWiring.class);
    Collection<Bundle> stale = wiring.getRemovalPendingBundles();
    if (!stale.contains(updated)) {
      return CommandResult.ok(line + ", " + Bundles.state(updated));
    }
    Collection<Bundle> restarted = wiring.getDependencyClosure(List.of(updated));
    boolean takesShellAlong = restarted.stream().anyMatch(bundles::isShell);
    CountDownLatch refreshed = new CountDownLatch(1);
    FrameworkListener listener =
        event -> {
          if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            refreshed.countDown();
          }
        };
    wiring.refreshBundles(List.of(updated), listener);
    line += ", refreshing " + restarted.size() + " bundles that are wired to it";
    if (takesShellAlong) {
      // The refresh waits for this command to end, so it cannot be waited for.
      return CommandResult.ok(line + ", the shell or its control socket among them");
    }
    if (!refreshed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      return CommandResult.failed(line + ": not done after " + PATIENCE.toSeconds() + " s");
    }
    return CommandResult.ok(line + ": done, " + Bundles.state(updated));
  }
}
