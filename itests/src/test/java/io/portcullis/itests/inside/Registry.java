// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.inside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * The service registry as a test needs it. Whatever was registered here goes with {@link #close}.
 */
public final class Registry implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final BundleContext context;
  private final List<ServiceRegistration<?>> registrations =
      Collections.synchronizedList(new ArrayList<>());

  public Registry(BundleContext context) {
    this.context = context;
  }

  /** That of the bundle which holds the tests. */
  public static Registry ofTests() {
    return new Registry(FrameworkUtil.getBundle(Registry.class).getBundleContext());
  }

  public BundleContext context() {
    return context;
  }

  public <S> ServiceRegistration<S> register(
      Class<S> type, S service, Map<String, Object> properties) {
    Dictionary<String, Object> dictionary = FrameworkUtil.asDictionary(properties);
    ServiceRegistration<S> registration = context.registerService(type, service, dictionary);
    registrations.add(registration);
    return registration;
  }

  /** The best service of a type, waited for. */
  public <S> S service(Class<S> type) {
    List<S> found = new ArrayList<>();
    until(
        "a service " + type.getName(),
        () -> {
          ServiceReference<S> reference = context.getServiceReference(type);
          S service = reference == null ? null : context.getService(reference);
          return service != null && found.add(service);
        });
    return found.get(0);
  }

  /** All services of a type that match, best first. */
  public <S> List<ServiceReference<S>> references(Class<S> type, String filter) {
    try {
      return context.getServiceReferences(type, filter).stream()
          .sorted(Collections.reverseOrder())
          .toList();
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(filter, e);
    }
  }

  public boolean has(Class<?> type, String filter) {
    return !references(type, filter).isEmpty();
  }

  /** Looks again after each service event until something is so. */
  public void until(String what, BooleanSupplier condition) {
    Semaphore events = new Semaphore(0);
    AllServiceListener listener = event -> events.release();
    context.addServiceListener(listener);
    try {
      while (!condition.getAsBoolean()) {
        if (!events.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError("waited in vain for " + what);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      context.removeServiceListener(listener);
    }
  }

  public Bundle bundle(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no bundle " + symbolicName));
  }

  public void start(String symbolicName) {
    bundleOperation(() -> bundle(symbolicName).start());
  }

  public void stop(String symbolicName) {
    bundleOperation(() -> bundle(symbolicName).stop());
  }

  /** What the framework does to a bundle. */
  @FunctionalInterface
  public interface BundleOperation {
    void perform() throws BundleException;
  }

  public static void bundleOperation(BundleOperation operation) {
    try {
      operation.perform();
    } catch (BundleException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (ServiceRegistration<?> registration : List.copyOf(registrations)) {
      try {
        registration.unregister();
      } catch (IllegalStateException e) {
        // the test has done so itself
      }
    }
  }
}
