// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.hooks.service.EventListenerHook;

/**
 * What the component runtime (SCR 2.2.18) does when two threads change something at the same time,
 * and what therefore cannot be asked of this engine. Each exception that {@link NoGapIT} makes is
 * one of these, brought about step by step; where a test here fails because the component runtime
 * has become better, the exception there is to be struck out.
 */
@ContainerTest(features = {"core", "transport-embedded"})
class ComponentRuntimeIT {
  private static final ToolCall CALL = ToolCall.of("no_gap", "{\"n\":1}");
  private static final String NOBODY = "none";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Registry registry;
  private Configurations configurations;
  private ForeignInterceptor foreign;
  private FakeTransport transport;
  private final List<SlowInterceptor> slowOnes = new ArrayList<>();
  private Bundle observers;

  @BeforeEach
  void startTheTransport() {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
    foreign = new ForeignInterceptor(registry, new Asks());
    transport = new FakeTransport(registry, new ScriptedRuntime());
    transport.start();
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", FakeTransport.TARGET);
    Interceptors.awaitAuthority(registry);
  }

  @AfterEach
  void cleanUp() throws BundleException {
    if (observers != null) {
      observers.uninstall();
    }
    slowOnes.forEach(SlowInterceptor::close);
    foreign.close();
    transport.close();
    registry.start(ContainerEngine.INTERCEPTOR);
    registry.close();
    threads.shutdown();
  }

  /**
   * {@code AbstractComponentManager.collectDependencies} closes the references of a component if
   * one of them has left while it was collected, without a look at whether another thread has
   * activated the component meanwhile. Its tracker is not active any more, so that it hears of
   * nothing.
   */
  @Test
  void deafensAStaticReferenceIfAServiceLeavesDuringAnActivation() {
    Function<ToolCall, Object> component = observer("static");
    SlowInterceptor slow = slow(500);
    slow.awaitWanted();
    foreign.toggle(1_000);
    assertAllowedByForeign(component);
    slow.releaseAsGone();
    slow.awaitRegistered();

    transport.stop();
    assertThat(Interceptors.names(registry)).first().isEqualTo(Interceptors.CEILING);
    assertAllowedByForeign(component);
    registry.register(
        GovernanceInterceptor.class,
        call -> CompletableFuture.completedFuture(Verdict.Deny.fault("a second ceiling")),
        Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE));
    assertAllowedByForeign(component);
    foreign.close();
    assertAllowedByForeign(component); // it is not even registered any more
  }

  /**
   * {@code SingleDynamicCustomizer.tryInvokeBind0} leaves a better service to the thread that is
   * just binding another one: when the registration of the better one returns, it is not bound.
   */
  @Test
  void bindsADynamicReferenceAfterTheRegistrationHasReturned() {
    Function<ToolCall, Object> component = observer("mandatory");
    foreign.toggle(1_000);
    SlowInterceptor slow = slow(2_000);
    slow.awaitWanted();

    transport.stop();
    assertThat(Interceptors.names(registry)).first().isEqualTo(Interceptors.CEILING);
    assertAllowedByForeign(component);
    slow.release();
    slow.awaitRegistered();
    assertThat(verdict(component.apply(CALL)).kind()).isEqualTo(Verdict.Kind.DENY);
  }

  /** The thread that binds gives one service up before it binds the better one left to it. */
  @Test
  void emptiesAnOptionalReferenceBetweenTwoServices() {
    Function<ToolCall, Object> component = observer("optional");
    SlowInterceptor slow = slow(2_000);
    slow.awaitWanted();
    SlowInterceptor better = slow(3_000);
    better.awaitRegistered();
    slow.release();
    better.awaitWanted();
    assertThat(component.apply(CALL)).isEqualTo(NOBODY);
    better.release();
    slow.awaitRegistered();
    assertThat(verdict(component.apply(CALL)).kind()).isEqualTo(Verdict.Kind.DENY);
  }

  /**
   * {@code ConfigurableComponentHolder.disposeComponents} forgets its component before it disposes
   * of it: a configuration that comes in between is given to a new one, which is not enabled.
   */
  @Test
  void passesOverAComponentThatAnotherThreadDisposesOf() {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    EventListenerHook holdUp = // the interceptor itself listens to this and must not have heard yet
        (event, listeners) -> {
          if (event.getType() == ServiceEvent.UNREGISTERING
              && ContainerEngine.INTERCEPTOR.equals(
                  event.getServiceReference().getBundle().getSymbolicName())
              && event.getServiceReference().getProperty("component.id") != null) {
            stopping.countDown();
            Await.await(goOn);
          }
        };
    registry.register(EventListenerHook.class, holdUp, Map.of());
    CompletableFuture<Void> stop =
        CompletableFuture.runAsync(() -> registry.stop(ContainerEngine.INTERCEPTOR), threads);
    Await.await(stopping);

    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", "(transport.name=none)");
    assertThat(Interceptors.authority(registry)).as("the one being disposed of").isTrue();
    goOn.countDown();
    Await.await(stop);
    assertThat(Interceptors.authority(registry)).isFalse();
    registry.start(ContainerEngine.INTERCEPTOR);
    assertThat(Interceptors.names(registry))
        .first()
        .as("the new one has the new configuration")
        .isEqualTo(Interceptors.CEILING);
  }

  private SlowInterceptor slow(int ranking) {
    SlowInterceptor slow = new SlowInterceptor(registry.context(), ranking, threads);
    slowOnes.add(slow);
    return slow;
  }

  /** Looks the component up for each call: a tracker would have a part in its activation. */
  @SuppressWarnings("unchecked")
  private Function<ToolCall, Object> observer(String kind) {
    Registry.bundleOperation(
        () -> {
          observers = registry.context().installBundle(kind, ObserverCaller.bundle(kind).stream());
          observers.start();
        });
    String filter = "(portcullis.itests=" + kind + ")";
    return call ->
        registry
            .context()
            .getService(registry.references(Function.class, filter).get(0))
            .apply(call);
  }

  @SuppressWarnings("unchecked")
  private static Verdict verdict(Object answer) {
    return Await.await((CompletionStage<Verdict>) answer);
  }

  private void assertAllowedByForeign(Function<ToolCall, Object> component) {
    long before = foreign.allows();
    assertThat(verdict(component.apply(CALL)).kind()).isEqualTo(Verdict.Kind.ALLOW);
    assertThat(foreign.allows()).isEqualTo(before + 1);
  }
}
