// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** A real framework for each test, in this JVM; services are registered from the class path. */
public final class RunningFramework implements BeforeEachCallback, AfterEachCallback {
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private final Map<String, String> properties;
  private Framework framework;
  private Path storage;

  public RunningFramework() {
    this(Map.of());
  }

  public RunningFramework(Map<String, String> properties) {
    this.properties = Map.copyOf(properties);
  }

  @Override
  public void beforeEach(ExtensionContext test) throws BundleException, IOException {
    storage = Files.createTempDirectory("shell-test");
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1");
    all.put("felix.log.level", "0");
    framework = new FrameworkFactory().newFramework(all);
    framework.start();
  }

  @Override
  public void afterEach(ExtensionContext test)
      throws BundleException, InterruptedException, IOException {
    framework.stop();
    framework.waitForStop(0);
    try (Stream<Path> files = Files.walk(storage)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  public BundleContext context() {
    return framework.getBundleContext();
  }

  public <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, ?> properties) {
    Dictionary<String, Object> table = new Hashtable<>(properties);
    ServiceRegistration<T> registration = context().registerService(type, service, table);
    registrations.add(registration);
    return registration;
  }

  /** Takes back the services of one type. */
  public void unregister(Class<?> type) {
    List<ServiceRegistration<?>> leaving =
        registrations.stream()
            .filter(
                each ->
                    List.of((String[]) each.getReference().getProperty(Constants.OBJECTCLASS))
                        .contains(type.getName()))
            .toList();
    leaving.forEach(ServiceRegistration::unregister);
    registrations.removeAll(leaving);
  }

  /** Installs a bundle of the class path by the name of its jar. */
  public Bundle installFromClassPath(String artifact) throws BundleException {
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (entry.contains("/" + artifact + "-") && entry.endsWith(".jar")) {
        return context().installBundle("reference:" + Path.of(entry).toUri());
      }
    }
    throw new IllegalStateException(artifact + " is not on the class path");
  }

  /** Installs a bundle without code. */
  public Bundle install(String location, Map<String, String> headers) throws BundleException {
    return context().installBundle(location, jar(headers));
  }

  public static InputStream jar(Map<String, String> headers) {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("Manifest-Version", "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    headers.forEach(main::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      jar.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
