// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.engine;

import static io.portcullis.itests.inside.Interceptors.CEILING;
import static io.portcullis.itests.inside.Interceptors.FLOOR;
import static io.portcullis.itests.inside.Interceptors.PASS_THROUGH;
import static io.portcullis.itests.inside.Interceptors.RUNTIME_QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Which services are there in each state, who decides, and how they rank. */
@Tag("jdk")
@ContainerTest(features = "core")
class ServicesIT {

  /** As it comes out of the box: nothing but the feature core. */
  @Nested
  class CoreAlone {
    private final ObservedTool tool = new ObservedTool();

    @Test
    void hasEveryServiceButATransport() {
      Registry registry = Registry.ofTests();
      assertThat(registry.has(ToolGate.class, null)).isTrue();
      assertThat(registry.has(CallReporter.class, null)).isTrue();
      assertThat(registry.has(DecisionMapper.class, null)).isTrue();
      assertThat(registry.has(ModePolicy.class, null)).isTrue();
      assertThat(registry.has(RuntimeTransport.class, null)).isFalse();
    }

    @Test
    void deniesEverythingFromFloorAndCeiling() {
      Registry registry = Registry.ofTests();
      assertThat(Interceptors.names(registry)).containsExactly(CEILING, FLOOR);
      assertThat(rankings(registry)).containsExactly(Integer.MAX_VALUE, Integer.MIN_VALUE);
      assertThat(Interceptors.ceilingAnnounced(registry)).isTrue();
      assertThat(registry.service(ToolGate.class).run(ToolCall.of("t", "{}"), tool).kind())
          .isEqualTo(ToolOutcome.Kind.DENIED);
      assertThat(tool.count()).isZero();
    }
  }

  /** With a transport that can come and go. */
  @Nested
  class WithTransport {
    private final ObservedTool tool = new ObservedTool();
    private ContainerEngine engine;

    @BeforeEach
    void startEngine() {
      engine = new ContainerEngine();
    }

    @AfterEach
    void closeEngine() {
      engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "observe", "disabled", "", "unknown"})
    void runtimeQueryDecidesInEveryModeWhileTheTransportIsThere(String mode) {
      engine.mode(mode);
      awaitDeciding(RUNTIME_QUERY, FLOOR);
      assertRan(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "", "unknown"})
    void ceilingDeniesUnderEnforceWhileTheTransportIsAway(String mode) {
      engine.mode(mode);
      engine.transportLeaves(Departure.STOPPED);
      awaitDeciding(CEILING, FLOOR);
      assertRan(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"observe", "disabled"})
    void passThroughStandsInUnderLenientModesWhileTheTransportIsAway(String mode) {
      engine.mode(mode);
      engine.transportLeaves(Departure.STOPPED);
      awaitDeciding(PASS_THROUGH, FLOOR);
      assertRan(true);
    }

    @Test
    void ceilingIsThereBeforeStopOfTheTransportReturns() {
      engine.transportLeaves(Departure.STOPPED);
      assertThat(Interceptors.names(engine.registry())).containsExactly(CEILING, FLOOR);
    }

    @Test
    void runtimeQueryIsThereBeforeStartOfTheTransportReturns() {
      engine.transportLeaves(Departure.STOPPED);
      engine.transport().start();
      assertThat(Interceptors.names(engine.registry())).containsExactly(RUNTIME_QUERY, FLOOR);
    }

    @Test
    void anotherTransportIsNoSubstituteForTheSelectedOne() {
      engine
          .configurations()
          .put(ContainerEngine.INTERCEPTOR, "transport.target", "(transport.name=elsewhere)");
      awaitDeciding(CEILING, FLOOR);
      assertRan(false);
      assertThat(engine.runtime().queries()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.portcullis.decision", "io.portcullis.interceptor"})
    void missingBundleOnTheWayDeniesAndItsReturnMends(String symbolicName) {
      engine.registry().stop(symbolicName);
      awaitDeciding(CEILING, FLOOR);
      assertRan(false);
      engine.registry().start(symbolicName);
      awaitDeciding(RUNTIME_QUERY, FLOOR);
      assertRan(true);
    }

    @Test
    void missingModeBundleMeansEnforce() {
      engine.mode("observe");
      engine.registry().stop(ContainerEngine.MODE);
      try {
        assertRan(true);
        engine.transportLeaves(Departure.STOPPED);
        awaitDeciding(CEILING, FLOOR);
        assertThat(run()).isEqualTo(ToolOutcome.Kind.DENIED);
      } finally {
        engine.registry().start(ContainerEngine.MODE);
      }
    }

    @Test
    void missingInterceptorBundleDeniesInLenientModesToo() {
      engine.mode("observe");
      engine.registry().stop(ContainerEngine.INTERCEPTOR);
      awaitDeciding(FLOOR);
      assertRan(false);
    }

    @Test
    void missingGateIsNoGateAtAll() {
      engine.registry().stop(ContainerEngine.GATE);
      try {
        assertThat(engine.registry().has(ToolGate.class, null)).isFalse();
      } finally {
        engine.registry().start(ContainerEngine.GATE);
      }
      assertRan(true);
    }

    @Test
    void gateThatWasStoppedDeniesWhoeverStillHoldsIt() {
      ToolGate stale = engine.gate();
      engine.registry().stop(ContainerEngine.GATE);
      try {
        for (String mode : List.of("enforce", "observe", "disabled")) {
          engine.mode(mode);
          assertThat(stale.run(ToolCall.of("t", "{}"), tool).kind())
              .isEqualTo(ToolOutcome.Kind.DENIED);
        }
      } finally {
        engine.registry().start(ContainerEngine.GATE);
      }
      assertThat(tool.count()).isZero();
    }

    private void assertRan(boolean expected) {
      int before = tool.count();
      assertThat(run()).isEqualTo(expected ? ToolOutcome.Kind.COMPLETED : ToolOutcome.Kind.DENIED);
      assertThat(tool.count() - before).isEqualTo(expected ? 1 : 0);
    }

    private ToolOutcome.Kind run() {
      return engine.gate().run(ToolCall.of("t", "{}"), tool).kind();
    }

    private void awaitDeciding(String... names) {
      engine
          .registry()
          .until(
              "interceptors " + List.of(names),
              () ->
                  Interceptors.names(engine.registry()).equals(List.of(names))
                      && Interceptors.ceilingAnnounced(engine.registry())
                          == CEILING.equals(names[0]));
    }
  }

  private static List<Object> rankings(Registry registry) {
    return registry.references(GovernanceInterceptor.class, null).stream()
        .map(
            (ServiceReference<GovernanceInterceptor> r) -> r.getProperty(Constants.SERVICE_RANKING))
        .toList();
  }
}
