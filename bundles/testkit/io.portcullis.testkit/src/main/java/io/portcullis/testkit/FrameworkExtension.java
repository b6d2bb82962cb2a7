// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Runs the framework of the class path in this JVM, a new one for each test. Tests register
 * services from the class path. For one thread.
 */
public class FrameworkExtension implements BeforeEachCallback, AfterEachCallback {
  private final Map<String, String> properties;
  private @Nullable Framework framework;
  private @Nullable Path storage;

  /** Creates an extension without framework properties. */
  public FrameworkExtension() {
    this(Map.of());
  }

  /**
   * Creates an extension.
   *
   * @param properties the framework properties besides those of storage and log
   */
  public FrameworkExtension(Map<String, String> properties) {
    this.properties = Map.copyOf(properties);
  }

  @Override
  public void beforeEach(ExtensionContext test) throws BundleException, IOException {
    Path fresh = Files.createTempDirectory("framework-test");
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, fresh.toString());
    all.put("felix.log.level", "0");
    Framework started =
        ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(all);
    started.start();
    storage = fresh;
    framework = started;
  }

  @Override
  public void afterEach(ExtensionContext test)
      throws BundleException, InterruptedException, IOException {
    stop();
    try (Stream<Path> files = Files.walk(Objects.requireNonNull(storage))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Stops the framework; does nothing if it is stopped.
   *
   * @throws BundleException if it cannot be stopped
   * @throws InterruptedException if this thread is interrupted
   */
  public final void stop() throws BundleException, InterruptedException {
    Framework running = Objects.requireNonNull(framework);
    running.stop();
    running.waitForStop(0);
  }

  /** Returns the context of the system bundle. */
  public final BundleContext context() {
    return Objects.requireNonNull(framework).getBundleContext();
  }

  /**
   * Registers a service.
   *
   * @param <T> its type
   * @param type its interface
   * @param service the service
   * @param properties its properties
   * @return its registration
   */
  public <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, ?> properties) {
    return context().registerService(type, service, FrameworkUtil.asDictionary(properties));
  }
}
