// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import io.portcullis.api.health.HealthReporter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Starts the guard. An activator rather than a component, so that it can start before configuration
 * files are read and before the component runtime.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class ConfigurationGuardActivator implements BundleActivator {
  private static final int NOT_UNINSTALLED =
      Bundle.INSTALLED | Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

  /** The last plugin that may modify, after those that replace placeholders. */
  private static final int LAST = 1_000;

  private @Nullable BundleTracker<Bundle> bundles;
  private @Nullable ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> admins;
  private @Nullable ServiceTracker<Object, ServiceRegistration<?>> installers;

  @Override
  public void start(BundleContext context) {
    AtomicReference<@Nullable ConfigurationAdmin> admin = new AtomicReference<>();
    DeclaredPids pids = new DeclaredPids();
    FileInstallTracker follower = new FileInstallTracker(context);
    ConfigurationGuard guard = new ConfigurationGuard(admin::get, pids, follower::findings);
    bundles = followBundles(context, pids, guard);
    context.registerService(
        new String[] {
          SynchronousConfigurationListener.class.getName(),
          ConfigurationPlugin.class.getName(),
          HealthReporter.class.getName()
        },
        guard,
        FrameworkUtil.asDictionary(Map.of(ConfigurationPlugin.CM_RANKING, LAST)));
    admins = followAdmin(context, admin, guard);
    installers = new ServiceTracker<>(context, FileInstallTracker.INSTALLER, follower);
    installers.open();
  }

  private static BundleTracker<Bundle> followBundles(
      BundleContext context, DeclaredPids pids, ConfigurationGuard guard) {
    BundleTracker<Bundle> tracker = new GuardedBundles(context, pids, guard);
    tracker.open();
    return tracker;
  }

  /** Follows the bundles that declare configurations. */
  private static final class GuardedBundles extends BundleTracker<Bundle> {
    private final DeclaredPids pids;
    private final ConfigurationGuard guard;

    GuardedBundles(BundleContext context, DeclaredPids pids, ConfigurationGuard guard) {
      super(context, NOT_UNINSTALLED, null);
      this.pids = pids;
      this.guard = guard;
    }

    @Override
    public Bundle addingBundle(Bundle bundle, @Nullable BundleEvent event) {
      pids.add(bundle);
      guard.guardAll();
      return bundle;
    }

    @Override
    public void modifiedBundle(Bundle bundle, @Nullable BundleEvent event, Bundle tracked) {
      if (event != null && event.getType() == BundleEvent.UPDATED) {
        pids.add(bundle);
        guard.guardAll();
      }
    }

    @Override
    public void removedBundle(Bundle bundle, @Nullable BundleEvent event, Bundle tracked) {
      pids.remove(bundle);
    }
  }

  private static ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> followAdmin(
      BundleContext context,
      AtomicReference<@Nullable ConfigurationAdmin> admin,
      ConfigurationGuard guard) {
    ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> tracker =
        new GuardedAdmin(context, admin, guard);
    tracker.open();
    return tracker;
  }

  /** Follows Configuration Admin. */
  private static final class GuardedAdmin
      extends ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> {
    private final AtomicReference<@Nullable ConfigurationAdmin> admin;
    private final ConfigurationGuard guard;

    GuardedAdmin(
        BundleContext context,
        AtomicReference<@Nullable ConfigurationAdmin> admin,
        ConfigurationGuard guard) {
      super(context, ConfigurationAdmin.class, null);
      this.admin = admin;
      this.guard = guard;
    }

    @Override
    public @Nullable ConfigurationAdmin addingService(
        ServiceReference<ConfigurationAdmin> reference) {
      ConfigurationAdmin added = context.getService(reference);
      admin.set(added);
      guard.guardAll();
      guard.deliverAgain();
      return added;
    }

    @Override
    public void removedService(
        ServiceReference<ConfigurationAdmin> reference, ConfigurationAdmin removed) {
      admin.compareAndSet(removed, null);
      super.removedService(reference, removed);
    }
  }

  @Override
  public void stop(BundleContext context) {
    if (installers != null) {
      installers.close();
    }
    if (admins != null) {
      admins.close();
    }
    if (bundles != null) {
      bundles.close();
    }
  }
}
