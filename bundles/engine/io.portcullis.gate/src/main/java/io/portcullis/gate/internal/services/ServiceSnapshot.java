// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.services;

import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import org.jspecify.annotations.Nullable;

/**
 * The services of one moment. Only references are kept: whether an interceptor is still
 * authoritative, and which mode is in force, must be asked of the services themselves.
 *
 * @param interceptor the highest-ranked interceptor, or null if none is registered
 * @param authority the interceptor that asks a runtime, at any rank, or null without a runtime
 * @param mode the mode policy; without a mode service, the policy that enforces
 * @param mapper the decision mapper, or null if none is registered
 * @param control the operator control, or null if none is registered
 */
public record ServiceSnapshot(
    @Nullable InterceptorSnapshot interceptor,
    @Nullable GovernanceInterceptor authority,
    ModePolicy mode,
    @Nullable DecisionMapper mapper,
    @Nullable CallClearance control) {

  /**
   * An interceptor and its service properties.
   *
   * @param service the interceptor
   * @param name its name for records
   * @param transport the name of the transport that it asks, or empty
   */
  public record InterceptorSnapshot(GovernanceInterceptor service, String name, String transport) {
    /** Returns the name for a record; empty if no interceptor was asked. */
    public static String nameOf(@Nullable InterceptorSnapshot asked) {
      return asked == null ? "" : asked.name();
    }

    /** Returns the transport for a record; empty if no interceptor was asked. */
    public static String transportOf(@Nullable InterceptorSnapshot asked) {
      return asked == null ? "" : asked.transport();
    }
  }
}
