// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.State;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PostureCheckTest {
  private final Engines engine = new Engines();

  private Result check() {
    return new PostureCheck(engine::get).execute();
  }

  private void assertShut(String why) {
    Result result = check();
    assertThat(result.getStatus()).isEqualTo(Status.CRITICAL);
    assertThat(result.toString()).contains("nothing can be allowed: ").contains(why);
  }

  private void assertOpen(Status status, String text) {
    Result result = check();
    assertThat(result.getStatus()).isEqualTo(status);
    assertThat(result.toString()).contains(text).doesNotContain("nothing can be allowed");
  }

  @Test
  void saysWhoDecidesInWhichMode() {
    assertOpen(Status.OK, "runtime query decides, mode enforce");
    engine.mode = EnforcementMode.OBSERVE;
    assertOpen(Status.OK, "runtime query decides, mode observe");
  }

  @ParameterizedTest
  @EnumSource
  void isCriticalWithoutAGateInEveryMode(EnforcementMode mode) {
    engine.mode = mode;
    engine.gate = null;
    assertShut("no gate is registered");
  }

  @ParameterizedTest
  @EnumSource
  void isCriticalWhileTheFailClosedInterceptorDecidesInEveryMode(EnforcementMode mode) {
    engine.mode = mode;
    engine.interceptors = List.of(Engines.FLOOR);
    assertShut("the fail-closed interceptor denies");
    engine.interceptors = List.of(Engines.CEILING, Engines.RUNTIME, Engines.FLOOR);
    assertShut("fail-closed ceiling decides");
  }

  @ParameterizedTest
  @EnumSource
  void isCriticalWithoutTheFailClosedBundleInEveryMode(EnforcementMode mode) {
    engine.mode = mode;
    engine.interceptors = List.of(Engines.RUNTIME);
    assertOpen(Status.CRITICAL, "start io.portcullis.failclosed");
  }

  @Nested
  class WithoutARuntime {
    @Test
    void isCriticalUnderEnforceAndWithoutAMode() {
      engine.interceptors =
          List.of(new EngineSnapshot.Interceptor("foreign", false, null), Engines.FLOOR);
      assertShut("no runtime can be asked, and enforce denies without one");
      engine.mode = null;
      assertShut("mode enforce, foreign decides");
      engine.interceptors = List.of();
      assertShut("no interceptor decides");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ENFORCE")
    void warnsInALenientMode(EnforcementMode mode) {
      engine.mode = mode;
      engine.interceptors =
          List.of(new EngineSnapshot.Interceptor("pass-through", false, null), Engines.FLOOR);
      assertOpen(Status.WARN, "no runtime can be asked (mode " + mode.word() + ", pass-through");
      engine.interceptors = List.of();
      assertOpen(Status.CRITICAL, "no interceptor decides");
    }
  }

  @Test
  void warnsOfAForeignInterceptorThatOutranksTheRuntime() {
    engine.interceptors =
        List.of(
            new EngineSnapshot.Interceptor("foreign", false, null), Engines.RUNTIME, Engines.FLOOR);
    assertOpen(Status.WARN, "foreign decides and ranks above runtime query");
  }

  @Nested
  class OfTheGate {
    @Test
    void isCriticalUnderEnforceWhenTheGateIs() {
      engine.critical("gate", "evidence is required and no journal is present");
      assertShut("evidence is required and no journal is present");
    }

    @Test
    void isCriticalInALenientModeOnlyForWhatTheGateCallsCritical() {
      engine.mode = EnforcementMode.DISABLED;
      engine.parts.add(
          new Health("gate", Health.Level.WARN, "evidence is required and no journal is present"));
      assertOpen(Status.OK, "mode disabled");
      engine.parts.clear();
      engine.critical("gate", "io.portcullis.gate: limits must be positive");
      assertShut("limits must be positive");
    }

    @Test
    void goesOnWhenTheGateOnlyWarns() {
      engine.parts.add(new Health("gate", Health.Level.WARN, "look at it"));
      assertOpen(Status.OK, "runtime query decides");
    }
  }

  @Nested
  class OfTheJournal {
    @Test
    void isCriticalUnderEnforceWhenItFailsAndEvidenceIsRequired() {
      engine.critical("journal", "the disk is full");
      assertShut("the journal fails: the disk is full");
    }

    @Test
    void goesOnWhenEvidenceIsNotRequiredOrTheModeIsLenient() {
      engine.critical("journal", "the disk is full");
      engine.gate = new EngineSnapshot.Gate(false);
      assertOpen(Status.OK, "runtime query decides");
      engine.gate = new EngineSnapshot.Gate(true);
      engine.mode = EnforcementMode.OBSERVE;
      assertOpen(Status.OK, "runtime query decides");
    }
  }

  @Nested
  class OfOperators {
    @ParameterizedTest
    @EnumSource
    void isCriticalInEveryModeWhileEverythingIsStopped(EnforcementMode mode) {
      engine.mode = mode;
      engine.orders.add(Engines.order(OperationScope.ALL, State.TERMINATED, "runaway"));
      assertShut("everything is terminated by uid:1000: runaway");
      engine.orders.set(0, Engines.order(OperationScope.ALL, State.PAUSED, " "));
      assertShut("everything is paused by uid:1000 (");
    }

    @Test
    void isCriticalWhenTheOrdersCannotBeRead() {
      engine.critical("operations", "operations.json:3: no JSON; everything is terminated");
      assertShut("operations.json:3: no JSON; everything is terminated");
    }

    @Test
    void goesOnWhileOneAgentIsStoppedOrAnOrderCannotBeKept() {
      engine.orders.add(Engines.order(OperationScope.agent("a"), State.TERMINATED, ""));
      engine.orders.add(Engines.order(OperationScope.ALL, State.RUNNING, ""));
      engine.critical("operations", "the disk is full; orders hold until a restart only");
      assertOpen(Status.OK, "runtime query decides");
    }
  }
}
