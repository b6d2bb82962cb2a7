// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** A real framework for each test, in this JVM. */
final class RunningFramework implements BeforeEachCallback, AfterEachCallback {
  private final Map<String, String> properties;
  private Framework framework;
  private Path storage;

  RunningFramework(Map<String, String> properties) {
    this.properties = Map.copyOf(properties);
  }

  @Override
  public void beforeEach(ExtensionContext test) throws BundleException, IOException {
    storage = Files.createTempDirectory("control-test");
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
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

  BundleContext context() {
    return framework.getBundleContext();
  }
}
