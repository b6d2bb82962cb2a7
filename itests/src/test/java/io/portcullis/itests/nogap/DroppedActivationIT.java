// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/**
 * A component whose mapper leaves while another thread activates it is dropped by SCR 2.2.18
 * without being deactivated ({@code SingleComponentManager.createImplementationObject}, "already
 * unregistered again").
 */
@ContainerTest(features = {"core", "transport-embedded"})
class DroppedActivationIT {
  private static final String MAPPER = "io.portcullis.decision";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Registry registry;
  private Configurations configurations;
  private FakeTransport transport;

  @BeforeEach
  void startTheTransport() {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
    transport = new FakeTransport(registry, new ScriptedRuntime());
    transport.start();
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", FakeTransport.TARGET);
    Interceptors.awaitAuthority(registry);
  }

  @AfterEach
  void cleanUp() {
    registry.start(MAPPER);
    transport.close();
    registry.close();
    threads.shutdown();
  }

  @Test
  void leavesNoInterceptorBehind() throws InvalidSyntaxException {
    CountDownLatch activating = new CountDownLatch(1);
    CountDownLatch dropped = new CountDownLatch(1);
    ServiceListener holdUp =
        event -> {
          if (event.getType() == ServiceEvent.REGISTERED && activating.getCount() > 0) {
            activating.countDown();
            Await.await(dropped);
          }
        };
    ServiceListener drop =
        event -> {
          if (event.getType() == ServiceEvent.UNREGISTERING && activating.getCount() == 0) {
            dropped.countDown();
          }
        };
    registry
        .context()
        .addServiceListener(
            holdUp,
            "(&(%s=%s)(%s=%s))"
                .formatted(
                    Constants.OBJECTCLASS,
                    GovernanceInterceptor.class.getName(),
                    GovernanceInterceptor.NAME,
                    Interceptors.RUNTIME_QUERY));
    registry
        .context()
        .addServiceListener(
            drop,
            "(&(%s=%s)(component.name=%s*))"
                .formatted(
                    Constants.OBJECTCLASS,
                    HealthReporter.class.getName(),
                    ContainerEngine.INTERCEPTOR));
    CompletableFuture<Void> activation =
        CompletableFuture.runAsync(
            () -> configurations.put(ContainerEngine.INTERCEPTOR, "timeoutMs", 9_000L), threads);
    Await.await(activating);
    registry.stop(MAPPER);
    Await.await(activation);
    registry.context().removeServiceListener(holdUp);
    registry.context().removeServiceListener(drop);

    assertThat(Interceptors.names(registry))
        .as("without a mapper no interceptor queries a runtime")
        .containsExactly(Interceptors.CEILING, Interceptors.FLOOR);
    registry.start(MAPPER);
    assertThat(Interceptors.names(registry))
        .as("one asks it again")
        .containsExactly(Interceptors.RUNTIME_QUERY, Interceptors.FLOOR);
    transport.stop();
    assertThat(Interceptors.names(registry))
        .containsExactly(Interceptors.CEILING, Interceptors.FLOOR);
  }
}
