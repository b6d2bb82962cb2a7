// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.health.Health;
import io.portcullis.gate.internal.evaluation.Form;
import io.portcullis.gate.internal.evaluation.ObservedTool;
import io.portcullis.gate.internal.evaluation.Rig;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;

/** The gate as it is configured, with nothing around it. */
class GateComponentTest {
  /** A registry in which there is nothing. */
  private static final BundleContext EMPTY =
      (BundleContext)
          Proxy.newProxyInstance(
              GateComponentTest.class.getClassLoader(),
              new Class<?>[] {BundleContext.class},
              (proxy, method, arguments) -> null);

  private static GateComponent.Config config(Map<String, Object> changed) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of(
                "maxArgumentBytes",
                1_000,
                "maxArgumentDepth",
                10,
                "deadlineMs",
                1_000L,
                "approvalTimeoutMs",
                1_000L,
                "defaultAgent",
                "",
                "evidenceRequired",
                "false",
                "operatorControlRequired",
                "false",
                "selfTest",
                "",
                "deniedRecordsPerSecond",
                0));
    values.putAll(changed);
    return (GateComponent.Config)
        Proxy.newProxyInstance(
            GateComponentTest.class.getClassLoader(),
            new Class<?>[] {GateComponent.Config.class},
            (proxy, method, arguments) -> values.get(method.getName()));
  }

  @Test
  void deniesWhileNothingIsThere() {
    GateComponent gate =
        new GateComponent(new CallReporterComponent(), EMPTY, config(Map.of()), Map.of());
    ObservedTool tool = new ObservedTool();
    for (ToolCall call : List.of(Rig.someCall(), ToolCall.of("t", "{"))) {
      for (Form form : Form.values()) {
        assertThat(Rig.await(form.call(gate, call, tool)).kind())
            .isEqualTo(ToolOutcome.Kind.DENIED);
      }
    }
    assertThat(tool.runs()).isEmpty();
    assertThat(gate.health().level()).isEqualTo(Health.Level.OK);
  }

  private static Stream<Arguments> unclear() {
    return Stream.of("evidenceRequired", "operatorControlRequired")
        .flatMap(
            key ->
                Stream.of("yes", "1", "on", "ture", "", "true,true")
                    .map(word -> Arguments.of(key, word)));
  }

  @ParameterizedTest
  @MethodSource("unclear")
  void deniesWhereItIsNotClearWhatIsRequired(String key, String word) {
    GateComponent gate =
        new GateComponent(new CallReporterComponent(), EMPTY, config(Map.of(key, word)), Map.of());
    ObservedTool tool = new ObservedTool();
    for (Form form : Form.values()) {
      assertThat(Rig.await(form.call(gate, Rig.someCall(), tool)).kind())
          .isEqualTo(ToolOutcome.Kind.DENIED);
    }
    assertThat(gate.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(gate.health().detail()).contains(key + " must be true or false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"maxArgumentBytes", "maxArgumentDepth", "deadlineMs", "approvalTimeoutMs"})
  void limitThatIsNotPositiveShutsTheGateAndIsNamed(String key) {
    Object zero = key.endsWith("Ms") ? (Object) 0L : (Object) 0;
    GateComponent gate =
        new GateComponent(new CallReporterComponent(), EMPTY, config(Map.of(key, zero)), Map.of());
    ObservedTool tool = new ObservedTool();
    for (Form form : Form.values()) {
      assertThat(Rig.await(form.call(gate, Rig.someCall(), tool)).kind())
          .isEqualTo(ToolOutcome.Kind.DENIED);
    }
    assertThat(tool.runs()).isEmpty();
    assertThat(gate.health().detail()).contains(key + " must be from 1 to ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "TRUE ", " false"})
  void understandsWhetherEvidenceIsRequiredWithBlanksAndInAnyCase(String word) {
    GateComponent gate =
        new GateComponent(
            new CallReporterComponent(), EMPTY, config(Map.of("evidenceRequired", word)), Map.of());
    assertThat(gate.health().detail()).doesNotContain(GateComponent.PID);
  }

  @Test
  void saysThatItIsShutWithoutWhatIsRequired() {
    assertThat(health(Map.of("evidenceRequired", "true")))
        .isEqualTo(
            new Health(
                "gate",
                Health.Level.CRITICAL,
                "evidence is required and no journal is present",
                "journal_missing"));
    assertThat(health(Map.of("operatorControlRequired", "true")))
        .isEqualTo(
            new Health(
                "gate",
                Health.Level.CRITICAL,
                "operator control is required and missing",
                "operator_control_missing"));
  }

  @Test
  void deniesIfTheSelfTestIsNotJson() {
    Health health = health(Map.of("selfTest", "delete_all {not json"));
    assertThat(health.level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(health.detail()).contains("selfTest");
  }

  private static Health health(Map<String, Object> changed) {
    return new GateComponent(new CallReporterComponent(), EMPTY, config(changed), Map.of())
        .health();
  }

  @ParameterizedTest
  @CsvSource({
    "maxArgumentBytes,0",
    "maxArgumentBytes,-1",
    "maxArgumentDepth,0",
    "deadlineMs,0",
    "deadlineMs,-5",
    "deniedRecordsPerSecond,-1",
    "approvalTimeoutMs,0",
    "approvalTimeoutMs,-9223372036854775808"
  })
  void deniesWithALimitThatMakesNoSenseAndSaysSo(String key, long value) {
    Object typed = !key.endsWith("Ms") ? (Object) (int) value : (Object) value;
    GateComponent gate =
        new GateComponent(new CallReporterComponent(), EMPTY, config(Map.of(key, typed)), Map.of());
    ObservedTool tool = new ObservedTool();
    for (Form form : Form.values()) {
      assertThat(Rig.await(form.call(gate, Rig.someCall(), tool)).kind())
          .isEqualTo(ToolOutcome.Kind.DENIED);
    }
    assertThat(tool.runs()).isEmpty();
    assertThat(gate.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(gate.health().detail()).contains(GateComponent.PID);
  }

  @Test
  void takesTheLongestOfTimes() {
    GateComponent gate =
        new GateComponent(
            new CallReporterComponent(),
            EMPTY,
            config(Map.of("deadlineMs", Long.MAX_VALUE, "approvalTimeoutMs", Long.MAX_VALUE)),
            Map.of());
    assertThat(gate.health().level()).isEqualTo(Health.Level.OK);
    assertThat(gate.run(Rig.someCall(), new ObservedTool()).kind())
        .isEqualTo(ToolOutcome.Kind.DENIED);
  }

  @Test
  void callerThatHoldsADeactivatedGateIsDenied() {
    CallReporterComponent gateway = new CallReporterComponent();
    GateComponent gate = new GateComponent(gateway, EMPTY, config(Map.of()), Map.of());
    gate.deactivate();
    gateway.deactivate();
    assertThat(gate.run(Rig.someCall(), new ObservedTool()).kind())
        .isEqualTo(ToolOutcome.Kind.DENIED);
  }
}
