// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import static io.portcullis.itests.inside.Registry.bundleOperation;

import io.portcullis.itests.inside.Registry;
import io.portcullis.testkit.Await;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/** One of the shipped bundles. */
final class SwappableBundle implements Swappable {
  private final Registry registry;
  private final List<Bundle> dependents;
  private final int startLevel;
  private Bundle bundle;

  /**
   * A bundle in the container.
   *
   * @param dependents the bundles that are wired to it and must be refreshed with it
   */
  SwappableBundle(Registry registry, String symbolicName, Bundle... dependents) {
    this.registry = registry;
    this.dependents = List.of(dependents);
    this.bundle = registry.bundle(symbolicName);
    this.startLevel = bundle.adapt(BundleStartLevel.class).getStartLevel();
  }

  @Override
  public List<Way> ways() {
    return List.of(
        new Way("stop and start", this::stop, this::start),
        new Way("update", null, this::update),
        new Way("uninstall and install", this::uninstall, this::install));
  }

  private void stop() {
    bundleOperation(() -> bundle.stop());
  }

  private void start() {
    bundleOperation(() -> bundle.start());
  }

  private void update() {
    bundleOperation(() -> bundle.update());
    refresh();
  }

  private void uninstall() {
    bundleOperation(() -> bundle.uninstall());
    dependents.forEach(dependent -> bundleOperation(dependent::stop));
    refresh();
  }

  private void install() {
    bundleOperation(() -> bundle = registry.context().installBundle(bundle.getLocation()));
    bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
    start();
    dependents.forEach(dependent -> bundleOperation(dependent::start));
  }

  private void refresh() {
    if (!dependents.isEmpty()) {
      CountDownLatch refreshed = new CountDownLatch(1);
      registry
          .context()
          .getBundle(0)
          .adapt(FrameworkWiring.class)
          .refreshBundles(
              List.of(bundle),
              event -> {
                if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                  refreshed.countDown();
                }
              });
      Await.await(refreshed);
    }
  }
}
