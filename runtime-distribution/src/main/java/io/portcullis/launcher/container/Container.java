// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.container;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.home.Home;
import io.portcullis.launcher.plan.BundlePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/** One framework with the bundles of a plan in it. */
public final class Container {
  private static final String START_LEVEL = "100";
  private static final long STOP_MILLIS = 15_000;

  private final Framework framework;
  private final List<Bundle> bundles = new ArrayList<>();

  /** Creates the framework with an empty cache, so that only the files define its content. */
  Container(Home home, Map<String, String> properties) {
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.put("portcullis.home", home.directory().toString());
    all.put(Constants.FRAMEWORK_STORAGE, home.data().resolve("cache").toString());
    all.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    all.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, START_LEVEL);
    // The framework would write to standard output. Its messages reach the log as events.
    all.putIfAbsent("felix.log.level", "0");
    framework = new FrameworkFactory().newFramework(all);
  }

  public BundleContext context() {
    return framework.getBundleContext();
  }

  /** Installs and starts the bundles, and returns when each of them is active. */
  void start(BundlePlan plan) throws LaunchException {
    try {
      framework.init();
      for (BundlePlan.Entry entry : plan.entries()) {
        bundles.add(install(entry));
      }
      framework.start();
    } catch (BundleException e) {
      throw new LaunchException("the framework does not start: " + LaunchException.reasons(e));
    }
    for (Bundle bundle : bundles) {
      requireActive(bundle);
    }
  }

  private Bundle install(BundlePlan.Entry entry) throws LaunchException {
    try {
      Bundle bundle = context().installBundle("reference:" + entry.file().toUri());
      bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
      if (!isFragment(bundle)) {
        bundle.start();
      }
      return bundle;
    } catch (BundleException e) {
      throw new LaunchException(
          "feature %s: bundle %s cannot be installed: %s"
              .formatted(entry.feature(), entry.id(), LaunchException.reasons(e)));
    }
  }

  private static void requireActive(Bundle bundle) throws LaunchException {
    if (bundle.getState() == Bundle.ACTIVE || isFragment(bundle)) {
      return;
    }
    try {
      // The framework reports the reason to its listeners only; a second start throws it.
      bundle.start(Bundle.START_TRANSIENT);
    } catch (BundleException e) {
      throw new LaunchException(
          "bundle %s %s does not start: %s"
              .formatted(
                  bundle.getSymbolicName(), bundle.getVersion(), LaunchException.reasons(e)));
    }
  }

  private static boolean isFragment(Bundle bundle) {
    return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }

  /** Waits until the framework has stopped, for any reason. */
  public void awaitStop() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops the framework and waits for it, for a bounded time. */
  void stop() throws LaunchException, InterruptedException {
    try {
      framework.stop();
      framework.waitForStop(STOP_MILLIS);
    } catch (BundleException e) {
      throw new LaunchException("the framework does not stop: " + LaunchException.reasons(e));
    }
  }
}
