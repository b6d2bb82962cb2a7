// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.health.HealthReporter;
import io.portcullis.testkit.contract.HealthReporterContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

class PolicyAgeHealthContractTest extends HealthReporterContract {
  @RegisterExtension final RunningFramework framework = new RunningFramework();

  @Override
  protected List<HealthReporter> reporters() {
    return List.of(
        new PolicyAgeComponent(framework.context(), Map.of()),
        new PolicyAgeComponent(framework.context(), Map.of("maxPolicyAgeHours", 24L)),
        new PolicyAgeComponent(framework.context(), Map.of("maxPolicyAgeHours", "x\r\n\u2028y")));
  }
}
