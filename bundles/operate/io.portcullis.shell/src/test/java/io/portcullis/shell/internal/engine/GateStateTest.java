// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.api.spi.GovernanceInterceptor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class GateStateTest {
  private static final EngineStatus.Interceptor RUNTIME =
      interceptor("runtime query", GovernanceInterceptor.RUNTIME);
  private static final EngineStatus.Interceptor FLOOR = interceptor("fail-closed floor", null);
  private static final EngineStatus.Interceptor CEILING = interceptor("fail-closed ceiling", null);

  private boolean present = true;
  private boolean evidenceRequired = true;
  private EnforcementMode mode = EnforcementMode.ENFORCE;
  private List<EngineStatus.Interceptor> interceptors = List.of(RUNTIME, FLOOR);
  private final List<Order> orders = new ArrayList<>();
  private final List<Health> health = new ArrayList<>();

  private static EngineStatus.Interceptor interceptor(String name, @Nullable String authority) {
    return new EngineStatus.Interceptor(name, 0, "a.bundle", authority, false);
  }

  private static Order order(OperationScope scope, State state, String reason) {
    return new Order(scope, state, Instant.EPOCH, "uid:1000", reason);
  }

  private void critical(String part, String detail) {
    health.add(new Health(part, Health.Level.CRITICAL, detail));
  }

  private GateState state() {
    return GateState.of(
        new GateState.Grounds(present, evidenceRequired, mode, interceptors, orders, health));
  }

  private void assertShut(String why) {
    assertThat(state().open()).isFalse();
    assertThat(state().shut()).isEqualTo(why);
    assertThat(state().text()).isEqualTo("shut: " + why);
  }

  private void assertOpen() {
    assertThat(state()).isEqualTo(new GateState(null));
    assertThat(state().text()).isEqualTo("open");
  }

  @ParameterizedTest
  @EnumSource
  void isOpenWhileARuntimeIsAsked(EnforcementMode inForce) {
    mode = inForce;
    assertOpen();
    interceptors = List.of(interceptor("foreign", null), RUNTIME, FLOOR);
    assertOpen();
  }

  @ParameterizedTest
  @EnumSource
  void isShutWithoutAGateInEveryMode(EnforcementMode inForce) {
    mode = inForce;
    present = false;
    assertShut("no gate is registered, so no adapter can run a tool");
  }

  @ParameterizedTest
  @EnumSource
  void isShutWhileTheFailClosedInterceptorDecidesInEveryMode(EnforcementMode inForce) {
    mode = inForce;
    interceptors = List.of(FLOOR);
    assertShut("no runtime can be asked, and the fail-closed interceptor denies");
    interceptors = List.of(CEILING, RUNTIME, FLOOR);
    assertShut("no runtime can be asked, and the fail-closed interceptor denies");
  }

  @Test
  void isShutUnderEnforceWithoutARuntime() {
    interceptors = List.of(interceptor("foreign", null), FLOOR);
    assertShut("no runtime can be asked, and enforce denies without one");
    interceptors = List.of();
    assertShut("no runtime can be asked, and enforce denies without one");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "ENFORCE")
  void isOpenInALenientModeWithoutARuntime(EnforcementMode lenient) {
    mode = lenient;
    interceptors = List.of(interceptor("pass-through", null), FLOOR);
    assertOpen();
    interceptors = List.of();
    assertOpen();
  }

  @Test
  void isShutUnderEnforceWhenTheGateIsCritical() {
    critical("gate", "the self-test failed: it was allowed");
    assertShut("the self-test failed: it was allowed");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "ENFORCE")
  void isShutInALenientModeOnlyForWhatTheGateCallsCritical(EnforcementMode lenient) {
    mode = lenient;
    health.add(
        new Health("gate", Health.Level.WARN, "evidence is required and no journal is present"));
    assertOpen();
    health.clear();
    critical("gate", "io.portcullis.gate: limits must be positive");
    assertShut("io.portcullis.gate: limits must be positive");
  }

  @Test
  void isShutWhenTheJournalFailsAndEvidenceIsRequiredUnderEnforce() {
    critical("journal", "the disk is full");
    assertShut("the journal fails: the disk is full");
    evidenceRequired = false;
    assertOpen();
    evidenceRequired = true;
    mode = EnforcementMode.OBSERVE;
    assertOpen();
  }

  @ParameterizedTest
  @EnumSource
  void isShutInEveryModeWhileEverythingIsStopped(EnforcementMode inForce) {
    mode = inForce;
    orders.add(order(OperationScope.ALL, State.PAUSED, ""));
    assertShut("everything is paused by uid:1000");
    orders.set(0, order(OperationScope.ALL, State.TERMINATED, "runaway"));
    assertShut("everything is terminated by uid:1000: runaway");
  }

  @Test
  void isShutWhenTheOrdersOfOperatorsCannotBeRead() {
    critical("operations", "operations.json:3: no JSON; everything is terminated");
    assertShut("operations.json:3: no JSON; everything is terminated");
  }

  @Test
  void isOpenWhileOneAgentIsStopped() {
    orders.add(order(OperationScope.agent("a"), State.TERMINATED, ""));
    orders.add(order(OperationScope.ALL, State.RUNNING, ""));
    critical("operations", "the disk is full; orders hold until a restart only");
    assertOpen();
  }

  @Test
  void isOpenWhenAPartOnlyWarns() {
    health.add(new Health("gate", Health.Level.WARN, "look at it"));
    health.add(new Health("journal", Health.Level.WARN, "the writer does not keep up"));
    assertOpen();
  }
}
