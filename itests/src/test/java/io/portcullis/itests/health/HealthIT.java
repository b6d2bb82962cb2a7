// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.condition.Condition;

/** The health checks as the shipped executor runs them, without a web server. */
@ContainerTest(features = {"core", "transport-embedded", "health"})
class HealthIT {
  private static final String EMBEDDED = "io.portcullis.transport.embedded";
  private static final String HEALTH = "io.portcullis.health";
  private static final String MONITOR = "org.apache.felix.hc.core.impl.monitor.HealthCheckMonitor";
  private static final String ALLOWING =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata:
        name: health
      spec:
        scope: global
        capabilities:
          allow: ["mcp_tool:read_file"]
        tools:
          read_file:
            allow: true
      """;

  private Registry registry;
  private Configurations configurations;
  private Path policies;

  @BeforeEach
  void startEngine() throws IOException {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
    policies = Files.createTempDirectory("health");
    Files.writeString(policies.resolve("allowing.yaml"), ALLOWING);
    configurations.set(EMBEDDED, Map.of("policies", policies.toString()));
    configurations.set(
        ContainerEngine.GATE,
        Map.of("evidenceRequired", "false", "operatorControlRequired", "false"));
    awaitChecks();
    Interceptors.awaitAuthority(registry);
  }

  @AfterEach
  void cleanUp() throws IOException {
    configurations.delete(HEALTH);
    configurations.delete(ContainerEngine.GATE);
    configurations.put(ContainerEngine.MODE, "mode", "enforce");
    registry.start(EMBEDDED);
    registry.start(HEALTH);
    registry.close();
    Files.delete(policies.resolve("allowing.yaml"));
    Files.delete(policies);
  }

  private void awaitChecks() {
    registry.until(
        "the health checks",
        () -> registry.has(HealthCheck.class, "(hc.name=Portcullis policy)") && posture());
  }

  private boolean posture() {
    return registry.has(HealthCheck.class, "(hc.tags=portcullis-posture)");
  }

  /** What the executor finds now, by the names of the checks. */
  private Map<String, Status> statuses() {
    HealthCheckExecutionOptions now =
        new HealthCheckExecutionOptions()
            .setForceInstantExecution(true)
            .setOverrideGlobalTimeout(30_000);
    List<HealthCheckExecutionResult> results =
        registry
            .service(HealthCheckExecutor.class)
            .execute(HealthCheckSelector.tags("portcullis"), now);
    Map<String, Status> statuses = new TreeMap<>();
    results.forEach(
        each ->
            statuses.put(
                each.getHealthCheckMetadata().getTitle().replaceFirst("^Portcullis ", ""),
                each.getHealthCheckResult().getStatus()));
    return statuses;
  }

  @Test
  void everyCheckIsWellWhileTheEngineIs() {
    assertThat(statuses())
        .containsKeys(
            "posture",
            "enforcement",
            "runtime transport",
            "policy age",
            "gate",
            "mode",
            "policy",
            "transport",
            "health")
        .allSatisfy((name, status) -> assertThat(status).as(name).isEqualTo(Status.OK));
  }

  @Test
  void postureIsCriticalWhileTheTransportIsAwayAndWellWhenItIsBack() {
    registry.stop(EMBEDDED);
    assertThat(statuses())
        .containsEntry("posture", Status.CRITICAL)
        .containsEntry("runtime transport", Status.CRITICAL)
        .containsEntry("transport", Status.WARN)
        .containsEntry("enforcement", Status.OK)
        .containsEntry("policy age", Status.OK)
        .doesNotContainKey("policy");
    registry.start(EMBEDDED);
    Interceptors.awaitAuthority(registry);
    awaitChecks();
    everyCheckIsWellWhileTheEngineIs();
  }

  @Test
  void modeThatDoesNotEnforceIsAWarning() {
    configurations.put(ContainerEngine.MODE, "mode", "observe");
    assertThat(statuses())
        .containsEntry("enforcement", Status.WARN)
        .containsEntry("mode", Status.WARN)
        .containsEntry("posture", Status.OK);
    registry.stop(EMBEDDED);
    assertThat(statuses()).containsEntry("posture", Status.WARN);
  }

  @Test
  void gateThatMissesTheJournalIsCriticalAndSoIsThePosture() {
    configurations.put(ContainerEngine.GATE, "evidenceRequired", "true");
    assertThat(statuses())
        .containsEntry("gate", Status.CRITICAL)
        .containsEntry("posture", Status.CRITICAL);
    configurations.put(ContainerEngine.MODE, "mode", "observe");
    assertThat(statuses()).containsEntry("gate", Status.WARN).containsEntry("posture", Status.OK);
  }

  @Test
  void missingGateIsCritical() {
    registry.stop(ContainerEngine.GATE);
    try {
      assertThat(statuses()).containsEntry("posture", Status.CRITICAL).doesNotContainKey("gate");
    } finally {
      registry.start(ContainerEngine.GATE);
    }
  }

  @Test
  void limitThatIsNoNumberIsCritical() {
    configurations.set(HEALTH, Map.of("maxPolicyAgeHours", "a day"));
    assertThat(statuses())
        .containsEntry("policy age", Status.CRITICAL)
        .containsEntry("health", Status.CRITICAL);
    configurations.set(HEALTH, Map.of("maxPolicyAgeHours", 1L));
    everyCheckIsWellWhileTheEngineIs();
  }

  @Test
  void checksComeAndGoWithTheirBundle() {
    registry.stop(HEALTH);
    assertThat(registry.has(HealthCheck.class, "(hc.tags=portcullis)")).isFalse();
    registry.start(HEALTH);
    awaitChecks();
    everyCheckIsWellWhileTheEngineIs();
  }

  @Test
  void monitorAnnouncesThePostureAsACondition() throws IOException {
    Configuration monitor =
        registry.service(ConfigurationAdmin.class).createFactoryConfiguration(MONITOR, "?");
    try {
      monitor.update(
          FrameworkUtil.asDictionary(Map.of("tags", "portcullis-posture", "intervalInSec", "1")));
      registry.until("the condition", this::announced);
      registry.stop(EMBEDDED);
      registry.until("the end of the condition", () -> !announced());
    } finally {
      monitor.delete();
    }
  }

  private boolean announced() {
    return registry.has(
        Condition.class, "(" + Condition.CONDITION_ID + "=felix.hc.portcullis-posture)");
  }
}
