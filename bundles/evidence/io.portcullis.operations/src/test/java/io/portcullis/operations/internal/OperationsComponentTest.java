// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.FakeCallReporter;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** The component in a real framework. */
class OperationsComponentTest {
  @TempDir Path storage;
  @TempDir Path home;
  private Framework framework;
  private BundleContext context;

  @BeforeEach
  void startFramework() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    storage.toString(),
                    "portcullis.home",
                    home.toString()));
    framework.start();
    context = framework.getBundleContext();
  }

  @AfterEach
  void stopFramework() throws Exception {
    framework.stop();
    framework.waitForStop(30_000);
  }

  private OperationsComponent component(String folder, int maxWaitingCalls) {
    OperationsComponent.Config config =
        (OperationsComponent.Config)
            Proxy.newProxyInstance(
                OperationsComponentTest.class.getClassLoader(),
                new Class<?>[] {OperationsComponent.Config.class},
                (proxy, method, arguments) ->
                    method.getName().equals("folder") ? folder : (Object) maxWaitingCalls);
    return new OperationsComponent(context, config, Map.of());
  }

  private OperationsComponent component() {
    return component("data/opcontrol", 10);
  }

  private <T> T service(Class<T> type) {
    ServiceReference<T> reference = context.getServiceReference(type);
    return reference == null ? null : context.getService(reference);
  }

  private Clearance clearance() {
    return Await.await(service(CallClearance.class).clearance(Rig.call("a")));
  }

  @Test
  void registersTheControlAndKeepsItsOrdersInTheHome() throws Exception {
    OperationsComponent component = component();
    assertThat(component.health()).isEqualTo(new Health("operations", Health.Level.OK, ""));
    assertThat(clearance()).isEqualTo(Clearance.PROCEED);
    service(OperatorControl.class).give(OperationScope.ALL, Signal.TERMINATE, "olga", "");
    assertThat(clearance()).isEqualTo(Clearance.TERMINATED);
    assertThat(home.resolve("data/opcontrol/operations.json")).isRegularFile();
    component.deactivate();
    OperationsComponent next = component();
    assertThat(clearance()).isEqualTo(Clearance.TERMINATED);
    assertThat(next.health().level()).isEqualTo(Health.Level.WARN);
    next.deactivate();
  }

  @Test
  void unregistersTheControlBeforeItStops() {
    OperationsComponent component = component();
    component.deactivate();
    assertThat(service(CallClearance.class)).isNull();
    assertThat(service(OperatorControl.class)).isNull();
    assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
  }

  @Test
  void registersNoControlWhileAnotherContainerUsesTheFolder() {
    OperationsComponent first = component();
    ServiceReference<CallClearance> its = context.getServiceReference(CallClearance.class);
    OperationsComponent second = component();
    assertThat(second.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(second.health().detail())
        .contains("opcontrol.lock")
        .contains("no operator control is registered");
    first.deactivate();
    assertThat(context.getServiceReference(CallClearance.class)).isNull();
    assertThat(its.getBundle()).isNull();
    second.deactivate();
    OperationsComponent third = component();
    assertThat(third.health().level()).isEqualTo(Health.Level.OK);
    third.deactivate();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 10, folder",
    "' ', 10, folder",
    "'a\u0000b', 10, folder is not a path",
    "data/opcontrol, 0, maxWaitingCalls",
    "data/opcontrol, -1, maxWaitingCalls",
    "/, 10, cannot be a folder"
  })
  void terminatesEverythingWhereItsConfigurationMakesNoSense(
      String folder, int maxWaitingCalls, String complaint) {
    OperationsComponent component = component(folder, maxWaitingCalls);
    assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(component.health().detail()).contains(complaint);
    assertThat(clearance()).isEqualTo(Clearance.TERMINATED);
    component.deactivate();
  }

  @Test
  void terminatesEverythingWhenTheOrdersCannotBeRead() throws Exception {
    Files.createDirectories(home.resolve("data/opcontrol"));
    OperationsComponent component = component();
    assertThat(component.health().detail()).contains("operations.json is missing");
    assertThat(clearance()).isEqualTo(Clearance.TERMINATED);
    component.deactivate();
  }

  @Test
  void reportsRestoredOrdersToALaterReporter() {
    OperationsComponent component = component();
    FakeCallReporter gateway = new FakeCallReporter();
    component.bindGateway(gateway);
    assertThat(gateway.events().stream().map(GovernanceEvent::type))
        .containsExactly("operations_restored");
    component.unbindGateway(gateway);
    component.deactivate();
  }
}
