// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.itests.bundles.lifecycle.BeaconActivator;
import io.portcullis.itests.inside.BundleFile;
import io.portcullis.itests.junit.host.LiveContainer;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;

/** Files that appear in, change in and vanish from the deploy folder, seen from outside. */
@Tag("jdk")
class HotDeployIT {
  private LiveContainer container;
  private Path deploy;

  @BeforeEach
  void startContainer() {
    container =
        LiveContainer.start(
            List.of("core", "transport-embedded", "adapter-langchain4j", "hot-deploy"),
            Map.of(
                "felix.fileinstall.dir", "{temp}",
                "felix.fileinstall.filter", ".*\\.(cfg|config|jar)",
                "felix.fileinstall.poll", "100",
                "felix.fileinstall.noInitialDelay", "true",
                "felix.fileinstall.start.level", "80"));
    deploy = container.folder();
  }

  @AfterEach
  void stopContainer() {
    container.close();
  }

  @Test
  void bundleGoesLiveIsReplacedAndGoes() throws IOException {
    Path jar = deploy.resolve("beacon.jar");

    CompletableFuture<?> arrived = service("registered", version("1.0.0"), ServiceEvent.REGISTERED);
    put(beacon("1.0.0"), jar);
    Await.await(arrived);

    CompletableFuture<?> replaced = service("replaced", version("2.0.0"), ServiceEvent.REGISTERED);
    put(beacon("2.0.0"), jar);
    Await.await(replaced);
    assertThat(bundles()).containsOnlyOnce("io.portcullis.itests.beacon");

    CompletableFuture<?> gone = bundle(BundleEvent.UNINSTALLED);
    Files.delete(jar);
    Await.await(gone);
    assertThat(bundles()).doesNotContain("io.portcullis.itests.beacon");
  }

  @Test
  void configurationGoesLiveAndBackToEnforce() throws IOException {
    Path file = deploy.resolve("io.portcullis.mode.cfg");
    CompletableFuture<?> lenient = interceptor("pass-through", ServiceEvent.REGISTERED);
    put("mode = observe\n".getBytes(UTF_8), file);
    Await.await(lenient);

    CompletableFuture<?> gone = interceptor("pass-through", ServiceEvent.UNREGISTERING);
    CompletableFuture<?> ceiling = interceptor("fail-closed ceiling", ServiceEvent.REGISTERED);
    Files.delete(file);
    Await.await(gone);
    Await.await(ceiling);
    assertThat(interceptors())
        .containsExactlyInAnyOrder("fail-closed floor", "fail-closed ceiling");
  }

  @Test
  void policyAndTransportGoLiveAndGo() throws IOException {
    Path policy = deploy.resolve("policy.yaml");
    put("tools:\n  read_file: {allow: true}\n  \"*\": {allow: false}\n".getBytes(UTF_8), policy);
    Path file = deploy.resolve("io.portcullis.transport.embedded.cfg");

    CompletableFuture<?> authority = interceptor("runtime query", ServiceEvent.REGISTERED);
    put(("policies = " + policy + "\n").getBytes(UTF_8), file);
    Await.await(authority);

    CompletableFuture<?> gone = interceptor("runtime query", ServiceEvent.UNREGISTERING);
    Files.delete(file);
    Await.await(gone);
    assertThat(interceptors())
        .containsExactlyInAnyOrder("fail-closed floor", "fail-closed ceiling");
  }

  @Test
  void containerStopsWithoutLeavingThreadsOfOurs() {
    container.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(Thread::isAlive)
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("portcullis-"));
    startContainer();
  }

  /** Moves the file into place, so that no reader sees half of it. */
  private void put(byte[] content, Path file) throws IOException {
    Path half = Files.createTempFile(deploy.getParent(), "half", ".tmp");
    Files.write(half, content);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] beacon(String version) {
    return BundleFile.named("io.portcullis.itests.beacon")
        .version(version)
        .activator(BeaconActivator.class)
        .importing("org.osgi.framework")
        .bytes();
  }

  private static Predicate<ServiceReference<?>> version(String version) {
    return reference -> version.equals(reference.getProperty("beacon"));
  }

  private CompletableFuture<?> interceptor(String name, int type) {
    return service(
        name, reference -> name.equals(reference.getProperty("portcullis.interceptor")), type);
  }

  private CompletableFuture<?> service(
      String what, Predicate<ServiceReference<?>> wanted, int type) {
    CompletableFuture<String> seen = new CompletableFuture<>();
    AllServiceListener listener =
        event -> {
          if (event.getType() == type && wanted.test(event.getServiceReference())) {
            seen.complete(what);
          }
        };
    container.system().addServiceListener(listener);
    return seen;
  }

  private CompletableFuture<?> bundle(int type) {
    CompletableFuture<Bundle> seen = new CompletableFuture<>();
    SynchronousBundleListener listener =
        event -> {
          if (event.getType() == type
              && "io.portcullis.itests.beacon".equals(event.getBundle().getSymbolicName())) {
            seen.complete(event.getBundle());
          }
        };
    container.system().addBundleListener(listener);
    return seen;
  }

  private List<String> bundles() {
    return Arrays.stream(container.system().getBundles()).map(Bundle::getSymbolicName).toList();
  }

  private List<Object> interceptors() {
    BundleContext system = container.system();
    try {
      ServiceReference<?>[] references =
          system.getAllServiceReferences("io.portcullis.api.spi.GovernanceInterceptor", null);
      return Arrays.stream(references)
          .map(reference -> reference.getProperty("portcullis.interceptor"))
          .toList();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
