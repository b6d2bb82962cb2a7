// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.decision.internal.StrictDecisionMapper;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** Which transport is selected by which configuration. */
class InterceptorComponentTest {
  @TempDir Path storage;
  private Framework framework;
  private BundleContext context;

  @BeforeEach
  void startFramework() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.start();
    context = framework.getBundleContext();
  }

  @AfterEach
  void stopFramework() throws Exception {
    framework.stop();
    framework.waitForStop(30_000);
  }

  /** The component runtime registers a component's service before there is a component. */
  private ServiceRegistration<HealthReporter> ownService(long id) {
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put("component.id", id);
    return context.registerService(HealthReporter.class, placeholder(), properties);
  }

  private InterceptorComponent component(String target, long timeoutMs) {
    ownService(7);
    return component(target, timeoutMs, 7);
  }

  private InterceptorComponent component(String target, long timeoutMs, long id) {
    InterceptorComponent.Config config =
        (InterceptorComponent.Config)
            Proxy.newProxyInstance(
                InterceptorComponentTest.class.getClassLoader(),
                new Class<?>[] {InterceptorComponent.Config.class},
                (proxy, method, arguments) ->
                    method.getName().equals("timeoutMs") ? (Object) timeoutMs : target);
    return new InterceptorComponent(
        context, new StrictDecisionMapper(), config, Map.of("component.id", id));
  }

  private static HealthReporter placeholder() {
    return () -> new Health("transport", Health.Level.OK, "");
  }

  private ServiceRegistration<RuntimeTransport> transport(String name) {
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put(RuntimeTransport.NAME, name);
    RuntimeTransport allowing =
        call -> CompletableFuture.completedFuture(RuntimeDecision.of(call, "allow", name, ""));
    return context.registerService(RuntimeTransport.class, allowing, properties);
  }

  private Verdict ask() {
    ServiceReference<GovernanceInterceptor> best =
        context.getServiceReference(GovernanceInterceptor.class);
    return best == null
        ? null
        : context.getService(best).check(ToolCall.of("t", "{}")).toCompletableFuture().join();
  }

  @Test
  void selectedTransportIsAskedAndNoOther() {
    ServiceRegistration<RuntimeTransport> other = transport("other");
    InterceptorComponent component = component("(transport.name=embedded)", 1_000);
    assertThat(ask()).isNull();
    assertThat(component.health().level()).isEqualTo(Health.Level.WARN);
    ServiceRegistration<RuntimeTransport> embedded = transport("embedded");
    assertThat(ask().reason()).isEqualTo("embedded");
    assertThat(component.health()).isEqualTo(new Health("transport", Health.Level.OK, ""));
    embedded.unregister();
    assertThat(ask()).as("no fallback to another authority").isNull();
    other.unregister();
  }

  @Test
  void componentEndsWithItsOwnService() {
    ServiceRegistration<HealthReporter> own = ownService(7);
    transport("embedded");
    component("(transport.name=embedded)", 1_000, 7);
    ownService(8).unregister();
    assertThat(ask().reason()).isEqualTo("embedded");
    own.unregister();
    assertThat(ask()).as("though nobody has deactivated it").isNull();
    transport("embedded");
    assertThat(ask()).as("it follows nothing any more").isNull();
  }

  @Test
  void componentEndsAtOnceIfItsOwnServiceHasLeftBefore() {
    transport("embedded");
    ownService(7).unregister();
    component("(transport.name=embedded)", 1_000, 7);
    assertThat(ask()).isNull();
    transport("embedded");
    assertThat(ask()).isNull();
  }

  /** While it registers its interceptor, another thread takes its service away. */
  @ParameterizedTest
  @ValueSource(ints = {ServiceEvent.REGISTERED, ServiceEvent.MODIFIED})
  void componentEndsWithItsOwnServiceEvenDuringActivation(int type) {
    ServiceRegistration<HealthReporter> own = ownService(7);
    AtomicBoolean once = new AtomicBoolean();
    context.addServiceListener(
        event -> {
          if (event.getType() == type
              && RuntimeQueryInterceptor.NAME.equals(
                  event.getServiceReference().getProperty(GovernanceInterceptor.NAME))
              && once.compareAndSet(false, true)) {
            own.unregister();
          }
        });
    transport("embedded");
    component("(transport.name=embedded)", 1_000, 7);
    assertThat(ask()).isNull();
  }

  @Test
  void transportThatIsThereAlreadyIsTaken() {
    transport("embedded");
    component("(transport.name=embedded)", Long.MAX_VALUE);
    assertThat(ask().kind()).isEqualTo(Verdict.Kind.ALLOW);
  }

  /** The last ones would be filters inside the one that this component builds around them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "embedded",
        "(",
        "(transport.name=embedded",
        "transport.name=embedded)",
        "()",
        "(transport.name=x))(|(a=b)",
        "(a=b)(transport.name=*)",
        "(a=b))(objectClass=*"
      })
  void filterThatIsNoneSelectsNothing(String target) {
    transport("embedded");
    InterceptorComponent component = component(target, 1_000);
    assertThat(ask()).isNull();
    assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(component.health().detail()).contains(InterceptorComponent.PID);
    component.deactivate();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void timeoutThatMakesNoSenseSelectsNothing(long timeoutMs) {
    transport("embedded");
    InterceptorComponent component = component("(transport.name=embedded)", timeoutMs);
    assertThat(ask()).isNull();
    assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
    component.modeArrived(new SwitchableMode(EnforcementMode.OBSERVE));
    component.deactivate();
  }

  @Test
  void modeThatComesAndGoesIsFollowed() {
    InterceptorComponent component = component("(transport.name=embedded)", 1_000);
    SwitchableMode observe = new SwitchableMode(EnforcementMode.OBSERVE);
    component.modeArrived(observe);
    assertThat(ask().basis()).isEqualTo(Verdict.Basis.LENIENT_MODE);
    SwitchableMode enforce = new SwitchableMode(EnforcementMode.ENFORCE);
    component.modeArrived(enforce);
    component.modeLeft(observe);
    assertThat(ask()).as("the pass-through is gone").isNull();
    enforce.mode = EnforcementMode.DISABLED;
    component.modeChanged(enforce);
    assertThat(ask().basis()).isEqualTo(Verdict.Basis.LENIENT_MODE);
    component.modeLeft(enforce);
    assertThat(ask()).as("no mode is enforce").isNull();
  }

  @Test
  void deactivationLeavesNothingBehind() {
    transport("embedded");
    InterceptorComponent component = component("(transport.name=embedded)", 1_000);
    GovernanceInterceptor held =
        context.getService(context.getServiceReference(GovernanceInterceptor.class));
    component.deactivate();
    assertThat(ask()).isNull();
    transport("embedded");
    assertThat(ask()).isNull();
    assertThat(held.authoritative()).isFalse();
    assertThat(held.check(ToolCall.of("t", "{}")).toCompletableFuture().join().kind())
        .isEqualTo(Verdict.Kind.DENY);
  }
}
