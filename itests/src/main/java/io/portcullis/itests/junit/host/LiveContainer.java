// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.junit.host;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.spi.DefaultExamSystem;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** A started Felix container with some of the shipped features. For use by one thread. */
public final class LiveContainer implements AutoCloseable {
  /** Where the build has unpacked the distribution. */
  private static final String DISTRIBUTION = "portcullis.distribution";

  private static final int LAST_START_LEVEL = 100;
  private static final int TEST_START_LEVEL = 3;

  private static final List<String> FOR_TESTS =
      List.of(
          "org.opentest4j",
          "junit-platform-commons",
          "junit-platform-engine",
          "junit-platform-launcher",
          "junit-jupiter-api",
          "junit-jupiter-params",
          "junit-jupiter-engine",
          "net.bytebuddy.byte-buddy",
          "assertj-core",
          "io.portcullis.testkit",
          "io.portcullis.assembly.simulator",
          "io.portcullis.itests");

  private final ExamSystem system;
  private final TestContainer container;
  private final Path folder;

  private LiveContainer(ExamSystem system, Path folder) {
    this.system = system;
    this.folder = folder;
    this.container = PaxExamRuntime.createContainer(system);
    container.start();
    refuseWhatIsNotActive();
  }

  /** The container itself only logs it, and the first test would wait in vain. */
  private void refuseWhatIsNotActive() {
    for (Bundle bundle : system().getBundles()) {
      boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
      if (!fragment && bundle.getState() != Bundle.ACTIVE) {
        container.stop();
        throw new IllegalStateException(bundle + " is not active; the log above says why");
      }
    }
  }

  /**
   * Starts a container.
   *
   * @param features which of the shipped features it gets
   * @param properties further framework properties; <code>{temp}</code> in a value is replaced by
   *     {@link #folder()}
   * @return the container, all its bundles started
   */
  public static LiveContainer start(List<String> features, Map<String, String> properties) {
    try {
      Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "container-");
      return new LiveContainer(
          DefaultExamSystem.create(options(features, properties, folder)), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Option[] options(
      List<String> features, Map<String, String> properties, Path folder) throws IOException {
    FeatureSet shipped = FeatureSet.read(Path.of(System.getProperty(DISTRIBUTION)), features);
    List<Option> options = new ArrayList<>();
    shipped
        .bundles()
        .forEach((jar, level) -> options.add(bundle(reference(jar)).startLevel(level)));
    for (Path jar : new ClassPathBundles().find(FOR_TESTS)) {
      options.add(bundle(reference(jar)).startLevel(TEST_START_LEVEL));
    }
    options.add(frameworkStartLevel(LAST_START_LEVEL));
    options.add(cleanCaches());
    options.add(workingDirectory(Files.createDirectory(folder.resolve("exam")).toString()));
    options.add(frameworkProperty("configurator.initial").value(shipped.configurations()));
    options.add(
        frameworkProperty("org.ops4j.pax.logging.StaticLogbackFile")
            .value(
                Path.of("target/test-classes/container-logback.xml").toAbsolutePath().toString()));
    Path temp = Files.createDirectory(folder.resolve("temp"));
    properties.forEach(
        (key, value) ->
            options.add(frameworkProperty(key).value(value.replace("{temp}", temp.toString()))));
    return options.toArray(Option[]::new);
  }

  private static String reference(Path jar) {
    return "reference:" + jar.toUri();
  }

  /**
   * The container as seen by its framework.
   *
   * @return the context of the system bundle
   */
  public BundleContext system() {
    return ((NativeTestContainer) container).getSystemBundle().getBundleContext();
  }

  /**
   * A folder of this container alone.
   *
   * @return the folder that <code>{temp}</code> stands for
   */
  public Path folder() {
    return folder.resolve("temp");
  }

  /** Installs all test classes as a bundle whose tests can then be {@linkplain #call called}. */
  public TestAddress installProbe(Class<?> testClass) {
    try {
      TestProbeBuilder builder = system.createProbe();
      TestAddress address = builder.addTest(testClass, "*");
      try (InputStream probe = builder.build().getStream()) {
        container.installProbe(probe);
      }
      return address;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void call(TestAddress address) {
    container.call(address);
  }

  @Override
  public void close() {
    container.stop();
  }
}
