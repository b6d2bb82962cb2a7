// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.support.concurrent.DaemonThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.service.cm.SynchronousConfigurationListener;

/**
 * Records changes from the moment at which the framework has started, so that the start itself is
 * one event. It is an activator rather than a component, so that it also records the stop of the
 * component runtime.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class AuditActivator implements BundleActivator {
  private static final String HOME = "portcullis.home";
  private static final Actor START = new Actor(Actor.UNKNOWN, "start");
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final long LAST_SECONDS = 5;

  private volatile @Nullable ChangeLog log;
  private volatile @Nullable ThreadPoolExecutor thread;

  @Override
  public void start(BundleContext context) {
    RegistryAccess services = new RegistryAccess(context);
    ThreadPoolExecutor one = oneThread();
    ChangeLog changes =
        new ChangeLog(event -> report(services, event), one, InstantSource.system());
    thread = one;
    log = changes;
    Bundle system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    if (system.getState() == Bundle.ACTIVE) {
      listen(context, services, changes);
      return;
    }
    context.addFrameworkListener(
        event -> {
          if (event.getType() == FrameworkEvent.STARTED) {
            changes.record("container_started", START, listen(context, services, changes));
          }
        });
  }

  private static ThreadPoolExecutor oneThread() {
    ThreadPoolExecutor executor =
        DaemonThreads.pool("portcullis-audit", 1, IDLE, new LinkedBlockingQueue<>());
    executor.setRejectedExecutionHandler(
        new ThreadPoolExecutor.DiscardPolicy()); // after the stop, which flushes itself
    return executor;
  }

  private static boolean report(RegistryAccess services, GovernanceEvent event) {
    return services.has(Journal.class)
        && services.use(
            CallReporter.class,
            client -> {
              client.report(event);
              return true;
            },
            false);
  }

  /** Starts to record changes, and returns the state that they start from. */
  private static Map<String, String> listen(
      BundleContext context, RegistryAccess services, ChangeLog changes) {
    String home = Objects.requireNonNullElse(context.getProperty(HOME), "");
    ActorResolver actors = new ActorResolver(services, Path.of(home).toAbsolutePath());
    ConfigurationChanges configurations =
        new ConfigurationChanges(new ConfigurationReader(services), actors, changes);
    ModeChanges modes = new ModeChanges(services, actors, configurations::lastOfMode, changes);
    Bundle system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    context.addBundleListener(new BundleChanges(system, actors, changes));
    context.registerService(SynchronousConfigurationListener.class, configurations, null);
    follow(context, ModePolicy.class, modes);
    modes.lookAgain();
    follow(context, Journal.class, event -> changes.flushLater());
    follow(context, CallReporter.class, event -> changes.flushLater());
    PolicyChanges policies = new PolicyChanges(services.all(RuntimeTransport.class), changes);
    follow(context, RuntimeTransport.class, policies);
    policies.lookAgain(services.all(RuntimeTransport.class));
    return state(context, modes, policies);
  }

  private static Map<String, String> state(
      BundleContext context, ModeChanges modes, PolicyChanges policies) {
    return Map.of(
        "mode", modes.known().word(),
        "policyDigest", policies.digests(),
        "bundles", Integer.toString(context.getBundles().length));
  }

  private static void follow(BundleContext context, Class<?> type, ServiceListener listener) {
    try {
      context.addServiceListener(
          listener, "(%s=%s)".formatted(Constants.OBJECTCLASS, type.getName()));
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a class name makes no wrong filter", e);
    }
  }

  /** Flushes the pending changes. The framework removes listeners and registrations itself. */
  @Override
  public void stop(BundleContext context) throws InterruptedException {
    ChangeLog last = log;
    ThreadPoolExecutor ending = thread;
    if (last != null && ending != null) {
      ending.shutdown();
      if (ending.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
        last.flush();
      }
    }
  }
}
