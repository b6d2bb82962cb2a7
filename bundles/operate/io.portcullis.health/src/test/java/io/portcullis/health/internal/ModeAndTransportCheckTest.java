// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;

class ModeAndTransportCheckTest {
  private final Engines engine = new Engines();
  private final HealthCheck enforcement = new EnforcementCheck(engine::get);
  private final HealthCheck transport = new RuntimeTransportCheck(engine::get);

  private static void assertFinds(HealthCheck check, Status status, String text) {
    Result result = check.execute();
    assertThat(result.getStatus()).isEqualTo(status);
    assertThat(result.toString()).contains(text);
  }

  @Test
  void warnsOfAModeThatDoesNotEnforce() {
    assertFinds(enforcement, Status.OK, "mode enforce");
    engine.mode = EnforcementMode.OBSERVE;
    assertFinds(enforcement, Status.WARN, "mode observe lets faults through");
    engine.mode = EnforcementMode.DISABLED;
    assertFinds(enforcement, Status.WARN, "mode disabled lets faults through");
  }

  @Test
  void warnsWhenNobodySaysTheMode() {
    engine.mode = null;
    assertFinds(enforcement, Status.WARN, "no mode service: enforce holds");
  }

  @Test
  void namesTheTransportThatIsAsked() {
    assertFinds(transport, Status.OK, "transport embedded is asked");
    engine.interceptors = List.of(new EngineSnapshot.Interceptor("x", true, null));
    assertFinds(transport, Status.OK, "transport without a name is asked");
  }

  @Test
  void isCriticalWithoutATransportAndNamesThoseThatAreNotAsked() {
    engine.interceptors = List.of(Engines.CEILING, Engines.FLOOR);
    assertFinds(transport, Status.CRITICAL, "no transport is asked; registered are: embedded");
    engine.transports = List.of();
    assertFinds(transport, Status.CRITICAL, "no transport is registered");
  }
}
