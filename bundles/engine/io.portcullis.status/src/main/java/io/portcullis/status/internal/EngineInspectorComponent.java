// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import io.portcullis.api.status.EngineInspector;
import io.portcullis.api.status.EngineStatus;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Offers the engine's status as a service. */
@Component
public final class EngineInspectorComponent implements EngineInspector {
  private final RegistryReader registry;

  /**
   * Creates an inspector of the registry that a bundle sees.
   *
   * @param context the context of this bundle
   */
  @Activate
  public EngineInspectorComponent(BundleContext context) {
    registry = new RegistryReader(new ServiceLookup(context));
  }

  @Override
  public EngineStatus inspect() {
    EngineObservation seen = registry.read();
    return new EngineStatus(
        ShutRules.reasons(seen),
        seen.modeInForce(),
        seen.services(),
        seen.interceptors(),
        Findings.explanation(seen),
        seen.transports(),
        Findings.of(seen),
        seen.reports().stream().map(HealthReport::part).toList());
  }
}
