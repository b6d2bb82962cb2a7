// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.inside;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.Constants;

/** A bundle made of test classes, to be installed while a test runs. */
public final class BundleFile {
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<Class<?>> classes = new ArrayList<>();
  private final List<String> resources = new ArrayList<>();

  private BundleFile(String symbolicName) {
    headers.put("Manifest-Version", "1.0");
    headers.put(Constants.BUNDLE_MANIFESTVERSION, "2");
    headers.put(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
    headers.put(Constants.BUNDLE_VERSION, "1.0.0");
  }

  public static BundleFile named(String symbolicName) {
    return new BundleFile(symbolicName);
  }

  public BundleFile version(String version) {
    headers.put(Constants.BUNDLE_VERSION, version);
    return this;
  }

  public BundleFile activator(Class<? extends BundleActivator> activator) {
    headers.put(Constants.BUNDLE_ACTIVATOR, activator.getName());
    return with(activator);
  }

  public BundleFile with(Class<?>... more) {
    classes.addAll(List.of(more));
    return this;
  }

  public BundleFile importing(String... packages) {
    headers.put(Constants.IMPORT_PACKAGE, String.join(",", packages));
    return this;
  }

  /** Declarative components, each described by a resource of the tests. */
  public BundleFile components(String... descriptions) {
    resources.addAll(List.of(descriptions));
    headers.put("Service-Component", String.join(",", descriptions));
    return this;
  }

  public BundleFile header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public byte[] bytes() {
    Manifest manifest = new Manifest();
    headers.forEach(
        (name, value) -> manifest.getMainAttributes().put(new Attributes.Name(name), value));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(file, manifest)) {
      for (Class<?> type : classes) {
        copy(type.getName().replace('.', '/') + ".class", jar);
      }
      for (String resource : resources) {
        copy(resource, jar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  public InputStream stream() {
    return new ByteArrayInputStream(bytes());
  }

  private static void copy(String path, JarOutputStream jar) throws IOException {
    try (InputStream in = BundleFile.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IllegalStateException("not among the test classes: " + path);
      }
      jar.putNextEntry(new JarEntry(path));
      in.transferTo(jar);
      jar.closeEntry();
    }
  }
}
