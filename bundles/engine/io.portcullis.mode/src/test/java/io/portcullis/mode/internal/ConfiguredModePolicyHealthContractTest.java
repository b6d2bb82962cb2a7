// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mode.internal;

import io.portcullis.api.health.HealthReporter;
import io.portcullis.testkit.contract.HealthReporterContract;
import java.util.List;

class ConfiguredModePolicyHealthContractTest extends HealthReporterContract {
  @Override
  protected List<HealthReporter> reporters() {
    ConfiguredModePolicy closed = new ConfiguredModePolicy("enforce");
    closed.close();
    return List.of(
        new ConfiguredModePolicy("enforce"),
        new ConfiguredModePolicy("observe"),
        new ConfiguredModePolicy(null),
        new ConfiguredModePolicy("two\r\nlines\u2028or three"),
        closed);
  }
}
