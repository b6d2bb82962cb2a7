// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.services;

import io.portcullis.api.spi.GovernanceInterceptor;
import org.jspecify.annotations.Nullable;

/** The source of the services that the gate consults. Thread-safe. */
public interface GateServices {

  /**
   * An interceptor and its service properties.
   *
   * @param service the interceptor
   * @param name its name for records
   * @param transport the name of the transport that it asks, or empty
   */
  record InterceptorSnapshot(GovernanceInterceptor service, String name, String transport) {
    /** Returns the name for a record; empty if no interceptor was asked. */
    public static String nameOf(@Nullable InterceptorSnapshot asked) {
      return asked == null ? "" : asked.name();
    }

    /** Returns the transport for a record; empty if no interceptor was asked. */
    public static String transportOf(@Nullable InterceptorSnapshot asked) {
      return asked == null ? "" : asked.transport();
    }
  }

  /**
   * Looks up all services at this moment. Returns at once. The gate takes one snapshot for each
   * step of a call and never uses it in the next step.
   *
   * @return the services as they are now, never an earlier snapshot that no longer applies
   */
  ServiceSnapshot snapshot();
}
