// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.fake.RuntimeFault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that are not the PID's own, or that cannot be understood. */
@ContainerTest(features = "core")
class ConfigurationGuardIT {
  private static final String COPY = "old";
  private static final String TARGETED = ContainerEngine.MODE + "|io.portcullis.mode";
  private static final String MISSPELT = "io.portcullis.gaet";
  private static final String GUARD = "io.portcullis.config";

  private final ObservedTool tool = new ObservedTool();
  private ContainerEngine engine;

  @BeforeEach
  void startEngine() {
    engine = new ContainerEngine();
  }

  @AfterEach
  void closeEngine() {
    engine.configurations().delete(TARGETED);
    engine.configurations().delete(MISSPELT);
    for (String pid : List.of(ContainerEngine.MODE, ContainerEngine.GATE)) {
      engine.configurations().deleteFactory(pid, COPY);
    }
    engine.close();
  }

  @Test
  void copyNeverDecidesTheMode() {
    engine.runtime().answer(RuntimeFault.ERROR);
    engine.mode("enforce");
    copy(ContainerEngine.MODE, Map.of("mode", "observe"));
    assertEnforced();
    restart("io.portcullis.mode");
    assertEnforced();
    engine.configurations().delete(ContainerEngine.MODE);
    assertEnforced();
    engine.mode("disabled");
    assertThat(mode()).isEqualTo(EnforcementMode.DISABLED);
    engine.mode("enforce");
    assertEnforced();
    engine.configurations().deleteFactory(ContainerEngine.MODE, COPY);
    assertEnforced();
    assertThat(health("configuration").level()).isEqualTo(Health.Level.OK);
    engine.mode("observe");
    assertThat(mode()).isEqualTo(EnforcementMode.OBSERVE);
  }

  @Test
  void copyIsNoConfigurationWhereThereIsNoOther() {
    engine.runtime().answer(RuntimeFault.ERROR);
    engine.configurations().delete(ContainerEngine.MODE);
    copy(ContainerEngine.MODE, Map.of("mode", "observe"));
    assertEnforced();
    restart("io.portcullis.mode");
    assertEnforced();
  }

  @Test
  void targetedPidIsNoConfigurationEither() {
    engine.runtime().answer(RuntimeFault.ERROR);
    engine.mode("enforce");
    engine.configurations().set(TARGETED, Map.of("mode", "observe"));
    assertEnforced();
    restart("io.portcullis.mode");
    assertEnforced();
    assertThat(health("configuration").level()).isEqualTo(Health.Level.CRITICAL);
    engine.configurations().delete(TARGETED);
    assertThat(health("configuration").level()).isEqualTo(Health.Level.OK);
  }

  @Test
  void copyMakesNoSecondGate() {
    engine.configurations().put(ContainerEngine.GATE, "maxArgumentBytes", 20);
    copy(ContainerEngine.GATE, Map.of("evidenceRequired", "false"));
    copy(ContainerEngine.GATE, Map.of("evidenceRequired", "false", "maxArgumentDepth", 3));
    assertThat(engine.registry().references(ToolGate.class, null)).hasSize(1);
    restart("io.portcullis.gate");
    assertThat(engine.registry().references(ToolGate.class, null)).hasSize(1);
    assertThat(run("{\"a\":\"12345678901234567890\"}")).isEqualTo(ToolOutcome.Kind.DENIED);
  }

  @Test
  void copyIsNamedInTheHealthWithWhatCounts() {
    copy(ContainerEngine.MODE, Map.of("mode", "observe"));
    assertThat(health("configuration"))
        .satisfies(
            health -> {
              assertThat(health.level()).isEqualTo(Health.Level.CRITICAL);
              assertThat(health.detail())
                  .contains("io.portcullis.mode~old is ignored", "only io.portcullis.mode.cfg");
            });
  }

  @Test
  void withoutTheGuardACopyDeniesAndTheGuardHealsThat() {
    engine.runtime().answer(RuntimeFault.ERROR);
    engine.mode("observe");
    engine.registry().stop(GUARD);
    try {
      copy(ContainerEngine.MODE, Map.of("mode", "disabled"));
      copy(ContainerEngine.GATE, Map.of("evidenceRequired", "false"));
      restart("io.portcullis.mode");
      restart("io.portcullis.gate");
      assertEnforced();
    } finally {
      engine.registry().start(GUARD);
    }
    engine.configurations().put(ContainerEngine.GATE, "deadlineMs", 20_000L);
    assertThat(mode()).isEqualTo(EnforcementMode.OBSERVE);
    assertThat(run("{}")).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(engine.registry().references(ModePolicy.class, null)).hasSize(1);
    assertThat(engine.registry().references(ToolGate.class, null)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evidenceRequire", "evidencerequired", "deadlineMS", "selftest"})
  void misspeltKeyShutsTheGateAndNamesTheKnownOne(String key) {
    assertThat(run("{}")).isEqualTo(ToolOutcome.Kind.COMPLETED);
    engine.configurations().put(ContainerEngine.GATE, key, "1");
    assertThat(run("{}")).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(health("gate").level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(health("gate").detail()).contains("unknown key '" + key + "'; did you mean");
    assertThat(health("configuration").detail()).contains("io.portcullis.gate: unknown key");
  }

  @Test
  void unknownKeyIsReportedAndLetsTheRestCount() {
    engine.configurations().put(ContainerEngine.GATE, "com.example.note", "x");
    assertThat(health("configuration").level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(health("configuration").detail())
        .isEqualTo("io.portcullis.gate: unknown key 'com.example.note'");
    assertThat(run("{}")).isEqualTo(ToolOutcome.Kind.COMPLETED);
  }

  @Test
  void blanksAndAByteOrderMarkMeanNothing() {
    engine.runtime().answer(RuntimeFault.ERROR);
    engine
        .configurations()
        .set(ContainerEngine.MODE, Map.of("\u00EF\u00BB\u00BFmode", "disabled \t"));
    assertThat(mode()).isEqualTo(EnforcementMode.DISABLED);
    engine.configurations().put(ContainerEngine.GATE, "maxArgumentBytes", "20 ");
    assertThat(run("{}")).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(run("{\"a\":\"12345678901234567890\"}")).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(health("configuration").level()).isEqualTo(Health.Level.OK);
  }

  @Test
  void valueThatIsNoNumberShutsTheGate() {
    engine.mode("observe");
    engine.configurations().put(ContainerEngine.GATE, "maxArgumentBytes", "1 MB");
    assertThat(run("{}")).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(health("gate").detail())
        .isEqualTo("io.portcullis.gate: 'maxArgumentBytes' must be a whole number, not '1 MB'");
  }

  @Test
  void misspeltPidIsReported() {
    engine.configurations().set(MISSPELT, Map.of("maxArgumentBytes", 20));
    assertThat(health("configuration").level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(health("configuration").detail()).contains("did you mean io.portcullis.gate?");
  }

  private void copy(String pid, Map<String, Object> properties) {
    engine.configurations().setFactory(pid, COPY, properties);
  }

  private void restart(String name) {
    engine.registry().stop(name);
    engine.registry().start(name);
  }

  private void assertEnforced() {
    int before = tool.count();
    assertThat(mode()).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(run("{}")).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(tool.count()).isEqualTo(before);
  }

  private EnforcementMode mode() {
    return engine.registry().service(ModePolicy.class).mode();
  }

  private Health health(String part) {
    return engine.registry().references(HealthReporter.class, null).stream()
        .map(reference -> engine.registry().context().getService(reference).health())
        .filter(health -> health.part().equals(part))
        .findFirst()
        .orElseThrow();
  }

  private ToolOutcome.Kind run(String arguments) {
    return engine.gate().run(ToolCall.of("t", arguments), tool).kind();
  }
}
