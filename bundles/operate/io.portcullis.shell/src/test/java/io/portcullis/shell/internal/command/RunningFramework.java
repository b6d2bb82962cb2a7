// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import io.portcullis.testkit.FrameworkExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** A framework that also installs bundles. */
public final class RunningFramework extends FrameworkExtension {
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  public RunningFramework() {
    this(Map.of());
  }

  public RunningFramework(Map<String, String> properties) {
    super(withConfigurationAdmin(properties));
  }

  private static Map<String, String> withConfigurationAdmin(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1");
    return all;
  }

  @Override
  public <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, ?> properties) {
    ServiceRegistration<T> registration = super.register(type, service, properties);
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
