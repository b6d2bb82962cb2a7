// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.services;

import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import org.jspecify.annotations.Nullable;

/** What the gate can see around it. Each method is one look at this very moment. */
public interface GateServices {

  /**
   * An interceptor as the gate sees it.
   *
   * @param service whom to ask
   * @param name its name for the record
   * @param transport the name of the transport that it asks, or empty
   */
  record InterceptorSnapshot(GovernanceInterceptor service, String name, String transport) {
    /** What is on record where nobody has been asked. */
    public static String nameOf(@Nullable InterceptorSnapshot seen) {
      return seen == null ? "" : seen.name();
    }

    /** What is on record where nobody has been asked. */
    public static String transportOf(@Nullable InterceptorSnapshot seen) {
      return seen == null ? "" : seen.transport();
    }
  }

  /** The highest-ranked interceptor, or null if there is none at all. */
  @Nullable InterceptorSnapshot interceptor();

  /** The interceptor that asks a runtime, wherever it ranks, or null while no runtime is there. */
  @Nullable GovernanceInterceptor authority();

  /** The mode policy; where none is present, the one that enforces. */
  ModePolicy mode();

  /** The mapper, or null if there is none. */
  @Nullable DecisionMapper mapper();

  /** The operator's switch, or null if there is none. */
  @Nullable CallClearance control();
}
