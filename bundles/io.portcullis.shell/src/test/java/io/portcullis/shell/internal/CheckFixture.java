// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ModePolicy;
import io.portcullis.api.ToolGate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.ServiceRegistration;

/** Runs checks against interceptors that answer as told. */
abstract class CheckFixture {
  static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  @RegisterExtension final RunningFramework framework = new RunningFramework();

  @BeforeEach
  void watchTheGate() {
    framework.register(ToolGate.class, Fakes.untouchedGate(), Map.of());
  }

  CommandResult check(String... arguments) throws UsageException, InterruptedException {
    return check(TIMEOUT, arguments);
  }

  CommandResult check(Duration timeout, String... arguments)
      throws UsageException, InterruptedException {
    return new CheckCommand(new Services(framework.context()), timeout, InstantSource.fixed(NOW))
        .run(List.of(arguments));
  }

  ServiceRegistration<GovernanceInterceptor> decides(GovernanceInterceptor interceptor) {
    return framework.register(GovernanceInterceptor.class, interceptor, Map.of());
  }

  void mode(EnforcementMode mode) {
    framework.register(ModePolicy.class, Fakes.mode(mode), Map.of());
  }
}
