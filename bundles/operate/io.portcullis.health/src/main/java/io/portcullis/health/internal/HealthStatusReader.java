// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.status.EngineInspector;
import io.portcullis.api.status.EngineStatus;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Reads the engine's status anew each time. Thread-safe. */
record HealthStatusReader(BundleContext context) implements Supplier<EngineStatus> {

  /** Returns the status now; one that cannot be read counts as shut. */
  @Override
  public EngineStatus get() {
    return EngineInspector.read(this::inspect);
  }

  private @Nullable EngineStatus inspect() {
    ServiceReference<EngineInspector> reference =
        context.getServiceReference(EngineInspector.class);
    EngineInspector inspector = reference == null ? null : context.getService(reference);
    if (inspector == null) {
      return null;
    }
    try {
      return inspector.inspect();
    } finally {
      context.ungetService(reference);
    }
  }
}
