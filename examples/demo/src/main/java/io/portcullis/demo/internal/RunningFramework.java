// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.RuntimeTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.condition.Condition;

/** The framework in which the demonstration runs, and the means that an operator of it has. */
final class RunningFramework {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final BundleContext context;
  private final ConfigurationAdmin configurations;

  RunningFramework(BundleContext context, ConfigurationAdmin configurations) {
    this.context = context;
    this.configurations = configurations;
  }

  BundleContext context() {
    return context;
  }

  String property(String name) {
    String value = context.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set");
    }
    return value;
  }

  void configure(String pid, Map<String, ?> values) {
    try {
      update(configurations.getConfiguration(pid, "?"), values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void configureOneOf(String factoryPid, Map<String, ?> values) {
    try {
      update(configurations.getFactoryConfiguration(factoryPid, "demo", "?"), values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void update(Configuration configuration, Map<String, ?> values)
      throws IOException {
    configuration.update(FrameworkUtil.asDictionary(values));
  }

  Optional<Bundle> bundle(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst();
  }

  static void start(Bundle bundle) {
    try {
      bundle.start(Bundle.START_TRANSIENT);
    } catch (BundleException e) {
      throw new IllegalStateException(bundle + " does not start", e);
    }
  }

  static void stop(Bundle bundle) {
    try {
      bundle.stop(Bundle.STOP_TRANSIENT);
    } catch (BundleException e) {
      throw new IllegalStateException(bundle + " does not stop", e);
    }
  }

  /**
   * Until the interceptor asks this transport, and nothing denies above it any more: the ceiling is
   * withdrawn a moment after the interceptor is there, and its condition after it.
   */
  void awaitAuthority(String transport) {
    try (AwaitedService<?> interceptor = authority(transport);
        AwaitedService<?> ceiling = ceiling()) {
      interceptor.await(PATIENCE_NANOS);
      ceiling.awaitGone(PATIENCE_NANOS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no runtime can be asked", e);
    }
  }

  /** Until it does not any more. */
  void awaitNoAuthority(String transport) {
    try (AwaitedService<?> interceptor = authority(transport)) {
      interceptor.awaitGone(PATIENCE_NANOS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("a runtime can still be asked", e);
    }
  }

  private AwaitedService<GovernanceInterceptor> authority(String transport) {
    return new AwaitedService<>(
        context,
        GovernanceInterceptor.class,
        "(&(%s=%s)(%s=%s))"
            .formatted(
                GovernanceInterceptor.AUTHORITY,
                GovernanceInterceptor.RUNTIME,
                RuntimeTransport.NAME,
                transport),
        GovernanceInterceptor::authoritative);
  }

  private AwaitedService<Condition> ceiling() {
    return new AwaitedService<>(
        context,
        Condition.class,
        "(" + Condition.CONDITION_ID + "=io.portcullis.fail-closed)",
        condition -> true);
  }

  <S> void await(Class<S> type, Predicate<S> state) {
    try (AwaitedService<S> service = new AwaitedService<>(context, type, "(service.id=*)", state)) {
      service.await(PATIENCE_NANOS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no " + type.getSimpleName() + " as expected", e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
