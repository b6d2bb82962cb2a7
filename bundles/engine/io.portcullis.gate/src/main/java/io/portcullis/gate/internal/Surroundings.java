// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import io.portcullis.api.DecisionMapper;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ModePolicy;
import io.portcullis.api.OperationControl;
import org.jspecify.annotations.Nullable;

/** What the gate can see around it. Each method is one look at this very moment. */
public interface Surroundings {

  /**
   * An interceptor as the gate sees it.
   *
   * @param service whom to ask
   * @param name its name for the record
   * @param transport the name of the transport that it asks, or empty
   */
  record Seen(GovernanceInterceptor service, String name, String transport) {
    /** What is on record where nobody has been asked. */
    static String nameOf(@Nullable Seen seen) {
      return seen == null ? "" : seen.name();
    }

    /** What is on record where nobody has been asked. */
    static String transportOf(@Nullable Seen seen) {
      return seen == null ? "" : seen.transport();
    }
  }

  /** The highest-ranked interceptor, or null if there is none at all. */
  @Nullable Seen interceptor();

  /** The interceptor that asks a runtime, wherever it ranks, or null while no runtime is there. */
  @Nullable GovernanceInterceptor authority();

  /** The mode policy; where none is present, the one that enforces. */
  ModePolicy mode();

  /** The mapper, or null if there is none. */
  @Nullable DecisionMapper mapper();

  /** The operator's switch, or null if there is none. */
  @Nullable OperationControl control();
}
