// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolGate;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

class StatusCommandTest {
  @RegisterExtension final RunningFramework framework = new RunningFramework();

  private String status(String... arguments) throws CommandUsageException {
    return new StatusCommand(new CurrentServices(framework.context()))
        .run(List.of(arguments))
        .text();
  }

  private void runtimeInterceptor(int ranking) {
    framework.register(
        GovernanceInterceptor.class,
        Fakes.answering(Fakes.allow()),
        Map.of(
            Constants.SERVICE_RANKING,
            ranking,
            GovernanceInterceptor.NAME,
            "runtime query",
            GovernanceInterceptor.AUTHORITY,
            GovernanceInterceptor.RUNTIME,
            RuntimeTransport.NAME,
            "embedded"));
  }

  private ServiceRegistration<GovernanceInterceptor> interceptor(String name, int ranking) {
    return framework.register(
        GovernanceInterceptor.class,
        Fakes.answering(Fakes.deny("no")),
        Map.of(Constants.SERVICE_RANKING, ranking, GovernanceInterceptor.NAME, name));
  }

  @Test
  void saysWhatIsMissingWhenNothingIsThere() throws CommandUsageException {
    assertThat(status("--json"))
        .isEqualTo(
            "{\"mode\":\"enforce\",\"transport\":null,\"deciding\":null,"
                + "\"why\":\"no interceptor is registered; enforce denies every fault\","
                + "\"gate\":{\"open\":false,"
                + "\"why\":\"no gate is registered, so no adapter can run a tool\"},"
                + "\"interceptors\":[],\"health\":["
                + "{\"part\":\"gate\",\"level\":\"critical\","
                + "\"detail\":\"no gate is registered: no adapter can run a tool\"},"
                + "{\"part\":\"interceptor\",\"level\":\"critical\","
                + "\"detail\":\"no interceptor is registered\"},"
                + "{\"part\":\"fail-closed\",\"level\":\"critical\",\"detail\":\"the fail-closed"
                + " interceptor is not registered; start io.portcullis.failclosed\"},"
                + "{\"part\":\"mode\",\"level\":\"warn\","
                + "\"detail\":\"no mode service: enforce holds\"}]}");
    assertThat(status())
        .contains("transport  none", "deciding   none", "  none", "no mode service")
        .contains("gate       shut: no gate is registered, so no adapter can run a tool\n");
  }

  @Test
  void namesTheRuntimeInterceptorAsTheOneThatDecides() throws CommandUsageException {
    framework.register(ModePolicy.class, Fakes.mode(EnforcementMode.ENFORCE), Map.of());
    framework.register(ToolGate.class, Fakes.untouchedGate(), Map.of());
    interceptor("fail-closed floor", Integer.MIN_VALUE);
    runtimeInterceptor(100);
    assertThat(status("--json"))
        .isEqualTo(
            "{\"mode\":\"enforce\",\"transport\":\"embedded\",\"deciding\":\"runtime"
                + " query\",\"why\":\"it is the highest-ranked interceptor and asks the transport"
                + " embedded\",\"gate\":{\"open\":true,\"why\":null},\"interceptors\":[{\"name\":\"runtime"
                + " query\",\"ranking\":100,"
                + "\"bundle\":\"org.apache.felix.framework\",\"authority\":\"runtime\",\"deciding\":true},{\"name\":\"fail-closed"
                + " floor\",\"ranking\":-2147483648,"
                + "\"bundle\":\"org.apache.felix.framework\",\"authority\":null,"
                + "\"deciding\":false}],\"health\":[]}");
    assertThat(status())
        .contains("mode       enforce", "transport  embedded", "deciding   runtime query")
        .contains("gate       open\n")
        .containsPattern("\\* +100 +runtime query +org.apache.felix.framework +authority runtime")
        .containsPattern("- +-2147483648 +fail-closed floor");
  }

  @Test
  void warnsWhenTheFailClosedFloorHasLeft() throws CommandUsageException {
    framework.register(ModePolicy.class, Fakes.mode(EnforcementMode.ENFORCE), Map.of());
    framework.register(ToolGate.class, Fakes.untouchedGate(), Map.of());
    ServiceRegistration<GovernanceInterceptor> floor =
        interceptor("fail-closed floor", Integer.MIN_VALUE);
    runtimeInterceptor(100);
    assertThat(status("--json")).endsWith("\"health\":[]}");
    floor.unregister();
    assertThat(status("--json"))
        .endsWith(
            "\"health\":[{\"part\":\"fail-closed\",\"level\":\"critical\",\"detail\":\"the"
                + " fail-closed interceptor is not registered; start"
                + " io.portcullis.failclosed\"}]}");
    assertThat(status())
        .containsPattern(
            "fail-closed +critical +the fail-closed interceptor is not registered; start");
    interceptor("fail-closed floor", Integer.MIN_VALUE);
    assertThat(status()).doesNotContain("not registered");
  }

  @Test
  void saysThatTheCeilingDeniesWhileNoRuntimeIsThere() throws CommandUsageException {
    framework.register(ModePolicy.class, Fakes.mode(EnforcementMode.ENFORCE), Map.of());
    interceptor("fail-closed ceiling", Integer.MAX_VALUE);
    assertThat(status("--json"))
        .contains(
            "\"transport\":null,\"deciding\":\"fail-closed ceiling\",\"why\":\"no runtime can be"
                + " asked, and it ranks highest of the rest; enforce denies every fault\"");
  }

  @Test
  void saysThatALenientModeLetsFaultsThrough() throws CommandUsageException {
    framework.register(ModePolicy.class, Fakes.mode(EnforcementMode.OBSERVE), Map.of());
    interceptor("pass-through", 0);
    assertThat(status("--json"))
        .contains("\"mode\":\"observe\"", "\"deciding\":\"pass-through\"", "observe lets faults");
  }

  @Test
  void pointsAtAForeignInterceptorThatOutranksTheRuntime() throws CommandUsageException {
    interceptor("somebody else", 500);
    runtimeInterceptor(100);
    assertThat(status("--json"))
        .contains("\"transport\":\"embedded\",\"deciding\":\"somebody else\"")
        .contains("\"why\":\"it ranks above runtime query, which asks the runtime\"");
  }

  @Test
  void showsTheHealthOfEveryPartAndOfOneThatFails() throws CommandUsageException {
    framework.register(
        HealthReporter.class,
        () -> new Health("policy", Health.Level.WARN, "one warning"),
        Map.of());
    framework.register(
        HealthReporter.class,
        () -> {
          throw new IllegalStateException("broken");
        },
        Map.of());
    assertThat(status("--json"))
        .contains("{\"part\":\"policy\",\"level\":\"warn\",\"detail\":\"one warning\"}")
        .contains("\"level\":\"critical\",\"detail\":\"the health could not be read")
        .contains("broken");
    assertThat(status()).containsPattern("policy +warn +one warning");
  }

  @Test
  void showsAReporterThatCannotBeMadeAsCritical() throws CommandUsageException {
    ServiceFactory<HealthReporter> refusing =
        new ServiceFactory<>() {
          @Override
          public @Nullable HealthReporter getService(
              Bundle bundle, ServiceRegistration<HealthReporter> registration) {
            return null;
          }

          @Override
          public void ungetService(
              Bundle bundle,
              ServiceRegistration<HealthReporter> registration,
              HealthReporter reporter) {}
        };
    framework.context().registerService(HealthReporter.class, refusing, null);
    assertThat(status("--json"))
        .contains(
            "{\"part\":\"org.apache.felix.framework\",\"level\":\"critical\","
                + "\"detail\":\"org.apache.felix.framework does not start, ");
  }

  @Test
  void showsAReporterOfARefreshedBundleAndOneWithoutAnAnswerAsCritical()
      throws CommandUsageException {
    framework.register(
        HealthReporter.class,
        () -> {
          throw new NoClassDefFoundError("gone/Part");
        },
        Map.of());
    framework.register(HealthReporter.class, () -> null, Map.of());
    assertThat(status("--json"))
        .contains("could not be read: java.lang.NoClassDefFoundError: gone/Part")
        .contains("could not be read: java.lang.NullPointerException: no answer");
  }

  /** The whole command; {@link GateStateTest} has the rules. */
  @Nested
  class WhyTheGateIsShut {
    private void engine(Map<String, ?> gate) {
      framework.register(ModePolicy.class, Fakes.mode(EnforcementMode.ENFORCE), Map.of());
      framework.register(ToolGate.class, Fakes.untouchedGate(), gate);
      interceptor("fail-closed floor", Integer.MIN_VALUE);
      runtimeInterceptor(100);
    }

    private void reporter(String part, String detail) {
      Health health = new Health(part, Health.Level.CRITICAL, detail);
      framework.register(HealthReporter.class, () -> health, Map.of());
    }

    private void operatorsSwitch(Supplier<List<OperatorControl.Order>> orders) {
      OperatorControl operators =
          new OperatorControl() {
            @Override
            public State give(OperationScope scope, Signal signal, String who, String reason) {
              throw new AssertionError("status gave an order");
            }

            @Override
            public Coverage coverage(OperationScope scope) {
              throw new AssertionError("status counted calls");
            }

            @Override
            public List<Order> orders() {
              return orders.get();
            }
          };
      framework.register(OperatorControl.class, operators, Map.of());
    }

    private void assertShut(String why) throws CommandUsageException {
      assertThat(status("--json")).contains("\"gate\":{\"open\":false,\"why\":\"" + why + "\"}");
      assertThat(status()).contains("gate       shut: " + why + "\n");
    }

    @Test
    void isWhatTheGateSays() throws CommandUsageException {
      engine(Map.of());
      reporter("gate", "evidence is required and no journal is present");
      assertShut("evidence is required and no journal is present");
    }

    @Test
    void isAJournalThatFails() throws CommandUsageException {
      engine(Map.of("evidenceRequired", "true"));
      reporter("journal", "the disk is full");
      assertShut("the journal fails: the disk is full");
    }

    @Test
    void isNoJournalThatTheGateDoesNotNeed() throws CommandUsageException {
      engine(Map.of("evidenceRequired", "false"));
      reporter("journal", "the disk is full");
      assertThat(status("--json")).contains("\"gate\":{\"open\":true,\"why\":null}");
      assertThat(status()).contains("gate       open\n");
    }

    @Test
    void isAnOperator() throws CommandUsageException {
      engine(Map.of());
      operatorsSwitch(
          () ->
              List.of(
                  new OperatorControl.Order(
                      OperationScope.ALL,
                      OperatorControl.State.TERMINATED,
                      Instant.EPOCH,
                      "uid:1000",
                      "runaway")));
      assertShut("everything is terminated by uid:1000: runaway");
    }

    @Test
    void goesUnsaidWhereTheOrdersCannotBeReadButThatIsSaid() throws CommandUsageException {
      engine(Map.of());
      operatorsSwitch(
          () -> {
            throw new IllegalStateException("stopped");
          });
      assertThat(status("--json"))
          .contains("\"gate\":{\"open\":true,\"why\":null}")
          .contains("{\"part\":\"operations\",\"level\":\"critical\",\"detail\":\"the orders could")
          .contains("stopped");
    }
  }

  @Test
  void refusesArgumentsThatItDoesNotKnow() {
    assertThatThrownBy(() -> status("--yaml")).hasMessage("unknown option --yaml");
    assertThatThrownBy(() -> status("x")).hasMessage("unexpected argument x");
    assertThatThrownBy(() -> status("--json", "--json")).hasMessage("--json is given twice");
  }
}
