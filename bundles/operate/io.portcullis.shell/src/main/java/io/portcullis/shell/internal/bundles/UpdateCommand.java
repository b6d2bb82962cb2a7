// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
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
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a bundle again from its location and refreshes those that still use the old one. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=update"})
public final class UpdateCommand extends ShellCommand {
  static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(UpdateCommand.class);

  private final BundleLookup bundles;

  /** Creates the command. */
  @Activate
  public UpdateCommand(@Reference CurrentServices services) {
    super("update", services);
    bundles = new BundleLookup(services.context());
  }

  /** Runs the command in Gogo. */
  public CharSequence update(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request)
      throws CommandUsageException, InterruptedException {
    Bundle bundle = bundles.stoppable(request.words());
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
    Bundle system = services().context().getBundle(Constants.SYSTEM_BUNDLE_ID);
    FrameworkWiring wiring = system.adapt(FrameworkWiring.class);
    Collection<Bundle> stale = wiring.getRemovalPendingBundles();
    if (!stale.contains(updated)) {
      return CommandResult.ok(line + ", " + BundleLookup.state(updated));
    }
    Collection<Bundle> restarted = wiring.getDependencyClosure(List.of(updated));
    boolean takesShellAlong = restarted.stream().anyMatch(bundles::isShell);
    CountDownLatch refreshed = startRefresh(wiring, updated);
    line += ", refreshing " + restarted.size() + " bundles that are wired to it";
    if (takesShellAlong) {
      // The refresh waits for this command to end, so it cannot be waited for.
      return CommandResult.ok(line + ", the shell or its control socket among them");
    }
    return await(refreshed, line, updated);
  }

  /** Starts to refresh a bundle, and returns a latch that opens at the end. */
  private static CountDownLatch startRefresh(FrameworkWiring wiring, Bundle updated) {
    CountDownLatch refreshed = new CountDownLatch(1);
    FrameworkListener listener =
        event -> {
          if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            refreshed.countDown();
          }
        };
    wiring.refreshBundles(List.of(updated), listener);
    return refreshed;
  }

  private static CommandResult await(CountDownLatch refreshed, String line, Bundle updated)
      throws InterruptedException {
    if (!refreshed.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      return CommandResult.failed(line + ": not done after " + TIMEOUT.toSeconds() + " s");
    }
    return CommandResult.ok(line + ": done, " + BundleLookup.state(updated));
  }
}
