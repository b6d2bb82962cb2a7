// SPDX-License-Identifier: Apache-2.0
package com.example.container;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.util.tracker.ServiceTracker;

/** A Felix framework with three features of the distribution and one bundle of the application. */
public final class EngineContainer implements AutoCloseable {
  private static final List<String> FEATURES = List.of("core", "evidence", "transport-embedded");
  private static final int APPLICATION_LEVEL = 50;
  private static final long SECONDS = 60;

  private final Path distribution;
  private final Framework framework;

  private EngineContainer(Path distribution, Framework framework) {
    this.distribution = distribution;
    this.framework = framework;
  }

  /**
   * Starts the container and waits until its gate is open.
   *
   * @param distribution the unpacked distribution: its features, bundles and logging configuration
   * @param home a folder of the application; the journal goes to {@code data/journal} in it
   * @param policy the policy document
   * @param application the application's bundle
   * @return the running container
   * @throws IOException if a feature file cannot be read
   * @throws BundleException if a bundle does not start
   * @throws InterruptedException if the thread is interrupted
   */
  public static EngineContainer start(Path distribution, Path home, Path policy, Path application)
      throws IOException, BundleException, InterruptedException {
    System.setProperty(
        "portcullis.home", home.toString()); // logback.xml of the distribution uses it
    Map<String, JsonObject> features = new HashMap<>();
    for (String name : FEATURES) {
      features.put(name, feature(distribution, name));
    }
    Map<String, String> properties = new HashMap<>();
    properties.put("portcullis.home", home.toString());
    properties.put("configurator.initial", configurations(features, policy));
    properties.put(
        "org.ops4j.pax.logging.StaticLogbackFile",
        distribution.resolve("etc").resolve("logback.xml").toString());
    properties.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "100");
    properties.put("felix.log.level", "0"); // the log of the engine has it
    EngineContainer container =
        new EngineContainer(
            distribution,
            ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(properties));
    container.start(features, application);
    return container;
  }

  private void start(Map<String, JsonObject> features, Path application)
      throws BundleException, InterruptedException {
    framework.init();
    Set<String> installed = new HashSet<>();
    for (String name : FEATURES) {
      for (JsonObject bundle :
          features.get(name).getJsonArray("bundles").getValuesAs(JsonObject.class)) {
        if (installed.add(bundle.getString("id"))) { // two features may name the same library
          install(file(bundle.getString("id")), bundle.getInt("start-level"));
        }
      }
    }
    Bundle agent = install(application, APPLICATION_LEVEL);
    framework.start();
    agent.start(Bundle.START_TRANSIENT); // throws the reason if the bundle did not start
    awaitOpenGate();
  }

  private Bundle install(Path file, int startLevel) throws BundleException {
    Bundle bundle = framework.getBundleContext().installBundle("reference:" + file.toUri());
    bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
    if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
      bundle.start();
    }
    return bundle;
  }

  /** Returns the file of {@code group:artifact:version} in the distribution's repository. */
  private Path file(String id) {
    String[] parts = id.split(":", -1);
    return distribution
        .resolve("repository")
        .resolve(parts[0].replace('.', '/'))
        .resolve(parts[1])
        .resolve(parts[2])
        .resolve(parts[1] + "-" + parts[2] + ".jar");
  }

  private static JsonObject feature(Path distribution, String name) throws IOException {
    Path file = distribution.resolve("features").resolve(name + ".json");
    try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
      return reader.readObject();
    }
  }

  /** Returns the features' configurations and the application's own, for the Felix Configurator. */
  private static String configurations(Map<String, JsonObject> features, Path policy) {
    JsonObjectBuilder all =
        Json.createObjectBuilder()
            .add(":configurator:resource-version", 1)
            .add(":configurator:symbolic-name", "com.example.container")
            .add(":configurator:version", "1.0.0");
    for (JsonObject feature : features.values()) {
      feature
          .getOrDefault("configurations", JsonValue.EMPTY_JSON_OBJECT)
          .asJsonObject()
          .forEach(all::add);
    }
    return all.add(
            "io.portcullis.transport.embedded",
            Json.createObjectBuilder().add("policies", policy.toString()))
        .build()
        .toString();
  }

  /**
   * Waits until the fail-closed bundle withdraws its condition: an authority decides from then on.
   */
  private void awaitOpenGate() throws InterruptedException {
    CountDownLatch open = new CountDownLatch(1);
    BundleContext context = framework.getBundleContext();
    ServiceTracker<Object, Object> condition =
        new ServiceTracker<>(
            context, filter("(osgi.condition.id=io.portcullis.fail-closed)"), null) {
          @Override
          public void removedService(ServiceReference<Object> reference, Object service) {
            super.removedService(reference, service);
            if (isEmpty()) {
              open.countDown();
            }
          }
        };
    condition.open();
    try {
      if (!condition.isEmpty() && !open.await(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gate stays shut, see data/log of the home");
      }
    } finally {
      condition.close();
    }
  }

  private static Filter filter(String text) {
    try {
      return FrameworkUtil.createFilter(text);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Lets the application's agent use a tool.
   *
   * @param tool the tool's name
   * @param file the file to use it on
   * @return the agent's answer
   * @throws InterruptedException if the thread is interrupted
   */
  public String use(String tool, Path file) throws InterruptedException {
    ServiceTracker<BiFunction<String, String, String>, BiFunction<String, String, String>> agent =
        new ServiceTracker<>(framework.getBundleContext(), BiFunction.class.getName(), null);
    agent.open();
    try {
      BiFunction<String, String, String> found =
          agent.waitForService(TimeUnit.SECONDS.toMillis(SECONDS));
      if (found == null) {
        throw new IllegalStateException("no agent is registered");
      }
      return found.apply(tool, file.toString());
    } finally {
      agent.close();
    }
  }

  /**
   * Stops the container and waits until it has stopped.
   *
   * @throws BundleException if the framework does not stop
   */
  @Override
  public void close() throws BundleException {
    framework.stop();
    try {
      framework.waitForStop(TimeUnit.SECONDS.toMillis(SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Starts a container, uses one tool on one file, prints the answer and stops.
   *
   * @param arguments distribution, home, policy document, bundle, tool, file
   * @throws Exception if the container does not start or stop
   */
  public static void main(String[] arguments) throws Exception {
    Path[] paths = new Path[4];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = Path.of(arguments[i]).toAbsolutePath();
    }
    try (EngineContainer container = start(paths[0], paths[1], paths[2], paths[3])) {
      System.out.println(container.use(arguments[4], Path.of(arguments[5]).toAbsolutePath()));
    }
  }
}
