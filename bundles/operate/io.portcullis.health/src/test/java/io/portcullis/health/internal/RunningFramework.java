// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.testkit.FrameworkExtension;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** A framework whose health checks are found by name. */
final class RunningFramework extends FrameworkExtension {
  boolean has(String check) {
    return find(check) != null;
  }

  /** The check of that name, whose bundle may leave before it is executed. */
  HealthCheck check(String name) {
    return context().getService(find(name));
  }

  Result execute(String name) {
    return check(name).execute();
  }

  private ServiceReference<HealthCheck> find(String name) {
    try {
      String filter = "(&(hc.name=Portcullis " + name + ")(hc.tags=portcullis))";
      return context().getServiceReferences(HealthCheck.class, filter).stream()
          .findFirst()
          .orElse(null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}
