// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.service.cm.SynchronousConfigurationListener;

/**
 * A transport whose configuration changes while another thread still activates it, as when its
 * bundle is started: what it was to decide by at first must not go on to decide. SCR 2.2.18 lets
 * the change wait for the activation.
 */
@ContainerTest(features = {"core", "transport-embedded"})
class ReconfiguredActivationIT {
  private static final String EMBEDDED = "io.portcullis.transport.embedded";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Registry registry;
  private Configurations configurations;

  @BeforeEach
  void connect() {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
  }

  @AfterEach
  void cleanUp() {
    configurations.delete(EMBEDDED);
    registry.close();
    threads.shutdown();
  }

  private static Path policy(Path folder, String name) throws IOException {
    return Files.writeString(
        folder.resolve(name), "tools:\n  some_tool: {allow: true}\n  \"*\": {allow: false}\n");
  }

  @Test
  void leavesNoTransportThatDecidesByWhatWasConfiguredBefore(@TempDir Path folder)
      throws IOException, InvalidSyntaxException {
    Path before = policy(folder, "before.yaml");
    Path after = policy(folder, "after.yaml");
    registry.stop(EMBEDDED);
    configurations.set(EMBEDDED, Map.of("policies", before.toString()));
    CountDownLatch activating = new CountDownLatch(1);
    CountDownLatch changed = new CountDownLatch(1);
    ServiceListener holdUp =
        event -> {
          if (event.getType() == ServiceEvent.REGISTERED && activating.getCount() > 0) {
            activating.countDown();
            Await.await(changed);
          }
        };
    registry
        .context()
        .addServiceListener(
            holdUp, "(%s=%s)".formatted(Constants.OBJECTCLASS, RuntimeTransport.class.getName()));
    SynchronousConfigurationListener told =
        event -> {
          if (EMBEDDED.equals(event.getPid())) {
            changed.countDown();
          }
        };
    CompletableFuture<Void> starting =
        CompletableFuture.runAsync(() -> registry.start(EMBEDDED), threads);
    Await.await(activating);
    registry.register(SynchronousConfigurationListener.class, told, Map.of());
    configurations.set(EMBEDDED, Map.of("policies", after.toString()));
    Await.await(starting);
    registry.context().removeServiceListener(holdUp);

    registry.until("the transport", () -> registry.has(RuntimeTransport.class, null));
    assertThat(registry.references(RuntimeTransport.class, null))
        .extracting(reference -> ((String[]) reference.getProperty("policy.documents"))[0])
        .containsExactly(after.getFileName().toString());
  }
}
