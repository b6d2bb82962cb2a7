// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.status.EngineInspector;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.ShutReason;
import io.portcullis.api.status.ShutReason.Code;
import io.portcullis.failclosed.internal.FailClosedActivator;
import io.portcullis.testkit.FrameworkExtension;
import io.portcullis.testkit.fake.RegisteredEngine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

class EngineInspectorComponentTest {
  @RegisterExtension final FrameworkExtension framework = new FrameworkExtension();
  private EngineInspector inspector;
  private RegisteredEngine engine;

  @BeforeEach
  void registerEngine() {
    inspector = new EngineInspectorComponent(framework.context());
    engine = new RegisteredEngine(framework.context());
  }

  private EngineStatus status() {
    return inspector.inspect();
  }

  private void mode(EnforcementMode mode) {
    engine.mode.set(() -> mode);
  }

  private void assertShut(Code... codes) {
    assertThat(status().open()).isFalse();
    assertThat(status().shutReasons()).extracting(ShutReason::code).containsExactly(codes);
  }

  private void assertOpen() {
    assertThat(status().shutReasons()).isEmpty();
    assertThat(status().open()).isTrue();
  }

  private void assertFinds(String... codes) {
    assertThat(status().findings()).extracting(Health::code).containsExactly(codes);
  }

  private String shutText() {
    return status().shutReason().orElseThrow().text();
  }

  @Test
  void gateIsOpenWithoutFindingsWhenEverythingIsPresent() {
    assertOpen();
    assertFinds();
    EngineStatus status = status();
    assertThat(status.available()).isTrue();
    assertThat(status.mode()).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(status.deciding()).isEqualTo(status.runtime());
    assertThat(status.transport()).contains("embedded");
    assertThat(status.policyDigest()).contains("sha256:ab");
    assertThat(status.explanation())
        .isEqualTo("it is the highest-ranked interceptor and asks the transport embedded");
    assertThat(status.services().journal()).isTrue();
    assertThat(status.services().operatorControl()).isTrue();
    assertThat(status.services().approvals()).isFalse();
  }

  @Test
  void gateIsShutForEveryReasonWhenNothingIsRegistered() {
    engine.unregister();
    assertShut(
        Code.GATE_MISSING, Code.JOURNAL_MISSING, Code.OPERATOR_CONTROL_MISSING, Code.NO_RUNTIME);
    assertFinds("gate_missing", "interceptor_missing", "floor_missing", "mode_service_missing");
    assertThat(status().mode()).isEqualTo(EnforcementMode.ENFORCE);
  }

  @Test
  void failsOnceTheBundleHasStopped() throws Exception {
    framework.stop();
    assertThatThrownBy(inspector::inspect).isInstanceOf(IllegalStateException.class);
    assertThat(EngineInspector.read(inspector::inspect).shutReasons())
        .extracting(ShutReason::code)
        .containsExactly(Code.STATUS_UNAVAILABLE);
  }

  @Nested
  class OfInterceptors {
    @ParameterizedTest
    @EnumSource
    void gateIsShutWhileTheFloorDecidesUnderAnyDisplayName(EnforcementMode mode) {
      mode(mode);
      engine.runtime.unregister();
      engine.floor.setProperties(
          FrameworkUtil.asDictionary(
              Map.of(
                  "service.ranking",
                  Integer.MIN_VALUE,
                  GovernanceInterceptor.NAME,
                  "renamed",
                  GovernanceInterceptor.FAIL_CLOSED,
                  GovernanceInterceptor.FLOOR)));
      assertShut(Code.FAIL_CLOSED);
      assertThat(status().deciding().orElseThrow().role()).isEqualTo(InterceptorStatus.Role.FLOOR);
    }

    @ParameterizedTest
    @EnumSource
    void gateIsShutWhileTheCeilingOutranksTheRuntime(EnforcementMode mode) {
      mode(mode);
      engine.failClosed(GovernanceInterceptor.CEILING, Integer.MAX_VALUE);
      assertShut(Code.FAIL_CLOSED);
    }

    @Test
    void gateIsOpenWhileAStrangerWithTheNameOfTheCeilingOutranksTheRuntime() {
      engine.stranger(500, Map.of(GovernanceInterceptor.NAME, "fail-closed ceiling"));
      assertOpen();
      assertFinds("runtime_outranked");
      assertThat(status().explanation())
          .isEqualTo("it ranks above runtime query, which asks the runtime");
    }

    @Test
    void doesNotTakeAStrangerAtAnotherRankForFloorOrCeiling() {
      engine.floor.unregister();
      engine.stranger(7, Map.of(GovernanceInterceptor.FAIL_CLOSED, GovernanceInterceptor.CEILING));
      engine.stranger(-7, Map.of(GovernanceInterceptor.FAIL_CLOSED, GovernanceInterceptor.FLOOR));
      assertOpen();
      assertFinds("floor_missing", "runtime_outranked");
    }

    @Test
    void gateIsShutUnderEnforceWhenAStrangerDecidesWithoutARuntime() {
      engine.runtime.unregister();
      engine.stranger(500, Map.of());
      assertShut(Code.NO_RUNTIME);
      assertFinds("ceiling_missing");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ENFORCE")
    void gateIsOpenInALenientModeWithoutARuntime(EnforcementMode mode) {
      mode(mode);
      engine.runtime.unregister();
      engine.stranger(-1, Map.of());
      assertOpen();
      assertFinds();
      assertThat(status().transport()).isEmpty();
      assertThat(status().explanation()).endsWith(mode.word() + " lets faults through");
    }

    @ParameterizedTest
    @EnumSource
    void findsThatTheFloorIsMissingInEveryMode(EnforcementMode mode) {
      mode(mode);
      engine.floor.unregister();
      assertOpen();
      assertFinds("floor_missing");
    }

    @Test
    void recognisesTheInterceptorsOfTheFailClosedBundle() throws Exception {
      engine.floor.unregister();
      new FailClosedActivator().start(framework.context());
      assertOpen();
      assertFinds();
      engine.runtime.unregister();
      assertShut(Code.FAIL_CLOSED);
      assertFinds();
      assertThat(status().interceptors())
          .extracting(InterceptorStatus::role)
          .containsExactly(InterceptorStatus.Role.CEILING, InterceptorStatus.Role.FLOOR);
    }
  }

  @Nested
  class OfTransports {
    @Test
    void selectsNoneAfterTheRuntimeInterceptorHasLeft() {
      engine.runtime.unregister();
      assertThat(status().transports())
          .extracting("name", "selected")
          .containsExactly(tuple("embedded", false));
      assertThat(status().policyDigest()).isEmpty();
    }

    @Test
    void statusHasNoDigestAfterTheTransportHasLeft() {
      engine.transport.unregister();
      assertThat(status().transports()).isEmpty();
      assertThat(status().policyDigest()).isEmpty();
    }
  }

  @Nested
  class OfTheMode {
    @Test
    void meansEnforceWithoutAModeService() {
      engine.modePolicy.unregister();
      assertThat(status().mode()).isEqualTo(EnforcementMode.ENFORCE);
      assertOpen();
      assertFinds("mode_service_missing");
    }

    @Test
    void meansEnforceWhenTheModeServiceFailsOrGivesNoMode() {
      engine.mode.set(
          () -> {
            throw new NoClassDefFoundError("gone");
          });
      assertThat(status().mode()).isEqualTo(EnforcementMode.ENFORCE);
      assertFinds("mode_unreadable");
      mode(null);
      assertThat(status().mode()).isEqualTo(EnforcementMode.ENFORCE);
      assertFinds("mode_unreadable");
    }

    @Test
    void staysEnforceWhenTheConfigurationIsRefused() {
      engine.critical("mode", "io.portcullis.mode: unknown key, so it is enforce");
      assertOpen();
      assertThat(status().health()).anyMatch(line -> line.part().equals("mode"));
    }
  }

  @Nested
  class OfTheGate {
    @Test
    void gateIsShutWithoutAGateInEveryMode() {
      engine.gate.unregister();
      assertShut(Code.GATE_MISSING);
      mode(EnforcementMode.OBSERVE);
      assertShut(Code.GATE_MISSING);
      assertFinds("gate_missing");
    }

    @Test
    void gateIsShutWhenTheSelfTestFailed() {
      engine.gateHealth.set(
          new Health("gate", Health.Level.CRITICAL, "any words", "self_test_failed"));
      assertShut(Code.SELF_TEST_FAILED);
      assertThat(shutText()).isEqualTo("any words");
    }

    @Test
    void gateIsShutInALenientModeForWhatTheGateCallsCritical() {
      mode(EnforcementMode.DISABLED);
      engine.gateHealth.set(new Health("gate", Health.Level.WARN, "tolerated", "journal_missing"));
      assertOpen();
      engine.gateHealth.set(
          new Health("gate", Health.Level.CRITICAL, "bad value", "configuration_refused"));
      assertShut(Code.CONFIGURATION_REFUSED);
    }

    @Test
    void gateIsShutForAProblemWithoutACodeAndForAGateWithoutAnAnswer() {
      engine.gateHealth.set(new Health("gate", Health.Level.CRITICAL, "another problem"));
      assertShut(Code.GATE_FAILED);
      engine.gateHealth.set(null);
      assertShut(Code.GATE_FAILED);
    }

    @Test
    void ignoresAPartThatOnlyCallsItselfGate() {
      engine.critical("gate", "a stranger");
      assertOpen();
    }
  }

  @Nested
  class OfTheJournal {
    @Test
    void gateIsShutWithoutARequiredJournal() {
      engine.journal.unregister();
      assertShut(Code.JOURNAL_MISSING);
      engine.gateHealth.set(
          new Health("gate", Health.Level.CRITICAL, "no journal", "journal_missing"));
      assertShut(Code.JOURNAL_MISSING);
      mode(EnforcementMode.OBSERVE);
      engine.gateHealth.set(new Health("gate", Health.Level.OK, ""));
      assertOpen();
    }

    @Test
    void gateIsShutWhileARequiredJournalFails() {
      engine.critical("journal", "the disk is full");
      assertShut(Code.JOURNAL_FAILED);
      assertThat(shutText()).isEqualTo("the journal fails: the disk is full");
      mode(EnforcementMode.OBSERVE);
      assertOpen();
    }

    @Test
    void gateIsShutWhenAReporterOfTheJournalsBundleDoesNotAnswer() {
      engine.report(() -> null);
      assertShut(Code.JOURNAL_FAILED);
    }

    @Test
    void gateIsOpenWhenTheGateDoesNotRequireEvidence() {
      engine.gate.unregister();
      engine.gate(Map.of("evidenceRequired", " FALSE "));
      engine.critical("journal", "the disk is full");
      engine.journal.unregister();
      assertOpen();
      assertThat(status().services().journalRequired()).isFalse();
    }
  }

  @Nested
  class OfOperators {
    @Test
    void gateIsShutWithoutRequiredOperatorControl() {
      engine.clearance.unregister();
      assertShut(Code.OPERATOR_CONTROL_MISSING);
      mode(EnforcementMode.OBSERVE);
      assertOpen();
    }

    @Test
    void gateIsOpenWithoutOperatorControlThatTheGateDoesNotRequire() {
      engine.clearance.unregister();
      engine.gate.unregister();
      ServiceRegistration<?> gate = engine.gate(Map.of("operatorControlRequired", "false"));
      assertOpen();
      gate.setProperties(FrameworkUtil.asDictionary(Map.of("operatorControlRequired", "no")));
      assertShut(Code.OPERATOR_CONTROL_MISSING);
    }

    @ParameterizedTest
    @EnumSource
    void gateIsShutInEveryModeWhileEverythingIsStopped(EnforcementMode mode) {
      mode(mode);
      engine.order(OperationScope.ALL, State.TERMINATED, "runaway");
      assertShut(Code.STOPPED_BY_OPERATOR);
      assertThat(shutText()).isEqualTo("everything is terminated by uid:1000: runaway");
      engine.order(OperationScope.ALL, State.PAUSED, " ");
      assertThat(shutText()).isEqualTo("everything is paused by uid:1000");
    }

    @Test
    void gateIsOpenWhileOneAgentIsStopped() {
      engine.order(OperationScope.agent("a"), State.TERMINATED, "");
      assertOpen();
    }

    @Test
    void gateIsShutWhenTheOrdersCannotBeRead() {
      engine.orders.set(
          () -> {
            throw new IllegalStateException("stopped");
          });
      assertShut(Code.ORDERS_UNREADABLE);
      assertFinds("orders_unreadable");
      engine.orders.set(() -> null);
      assertShut(Code.ORDERS_UNREADABLE);
    }

    @Test
    void doesNotReadTheWordsOfAnotherPart() {
      engine.critical("note", "everything is terminated");
      assertOpen();
    }
  }

  @Test
  void reportsEveryPartAndSortsThem() {
    engine.report(() -> new Health("policy", Health.Level.WARN, "one warning"));
    engine.report(() -> new Health("approval", Health.Level.OK, ""));
    assertThat(status().health())
        .extracting(Health::part)
        .isEqualTo(List.of("approval", "gate", "policy"));
  }
}
