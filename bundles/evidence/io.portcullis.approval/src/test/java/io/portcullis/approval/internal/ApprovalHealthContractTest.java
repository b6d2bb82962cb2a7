// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import io.portcullis.api.health.HealthReporter;
import io.portcullis.testkit.contract.HealthReporterContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class ApprovalHealthContractTest extends HealthReporterContract {
  @TempDir Path home;
  private RunningFramework framework;
  private final List<ApprovalComponent> components = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    framework = new RunningFramework(home);
  }

  @AfterEach
  void stop() throws Exception {
    components.forEach(ApprovalComponent::deactivate);
    framework.close();
  }

  private ApprovalComponent component(Map<String, Object> changed) {
    ApprovalComponent component =
        new ApprovalComponent(framework.context(), Configured.with(changed), Map.of());
    components.add(component);
    return component;
  }

  @Override
  protected List<HealthReporter> reporters() {
    try {
      component(Map.of("folder", "broken")).deactivate();
      Files.writeString(home.resolve("broken/queue.jsonl"), "no line\n");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    return List.of(
        component(Map.of()),
        component(Map.of("folder", "broken")),
        component(Map.of("folder", "two", "requiredApprovals", 2)),
        component(Map.of("folder", "a\0b")),
        component(Map.of("reviewers", new String[] {"two\nlines\u2028or three"})));
  }
}
