// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.status.EngineStatus;
import java.util.List;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Registers the checks of the engine as a whole, and one for each of its parts. */
@Component(
    service = {},
    immediate = true)
public final class HealthChecksComponent {
  private final ReporterChecks parts;
  private final List<ServiceRegistration<HealthCheck>> registrations;

  /** Registers the checks. */
  @Activate
  public HealthChecksComponent(BundleContext context) {
    parts = new ReporterChecks(context);
    Supplier<EngineStatus> engine = new HealthStatusReader(context);
    registrations =
        List.of(
            register(context, "posture", new EngineCheck(engine, PostureCheck::of)),
            register(context, "enforcement", new EngineCheck(engine, EnforcementCheck::of)),
            register(
                context, "runtime transport", new EngineCheck(engine, RuntimeTransportCheck::of)));
    parts.open();
  }

  private static ServiceRegistration<HealthCheck> register(
      BundleContext context, String subject, HealthCheck check) {
    return CheckName.of(subject).register(context, new GuardedHealthCheck(subject, check));
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
    parts.close();
  }
}
