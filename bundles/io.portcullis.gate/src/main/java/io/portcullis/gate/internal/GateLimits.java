// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import io.portcullis.api.AgentIdentity;
import java.time.Duration;

/**
 * What the gate takes for granted.
 *
 * @param maxArgumentBytes the most that the arguments of a call may measure, in bytes of UTF-8
 * @param maxArgumentDepth how deep objects and arrays may be nested in them
 * @param deadline how long a call may take until it is decided, if its adapter does not say
 * @param approvalTimeout how long an approval may take, if neither policy nor adapter says
 * @param defaultAgent who calls, if the adapter does not say
 * @param evidenceRequired whether a tool may run only after its record was journaled
 */
public record GateLimits(
    int maxArgumentBytes,
    int maxArgumentDepth,
    Duration deadline,
    Duration approvalTimeout,
    AgentIdentity defaultAgent,
    boolean evidenceRequired) {

  /** What holds where nothing is configured. */
  public static final GateLimits DEFAULT =
      new GateLimits(
          1 << 20,
          64,
          Duration.ofSeconds(30),
          Duration.ofSeconds(300),
          AgentIdentity.UNKNOWN,
          false);

  /** Refuses limits that are not positive. */
  public GateLimits {
    if (maxArgumentBytes < 1
        || maxArgumentDepth < 1
        || deadline.isNegative()
        || deadline.isZero()
        || approvalTimeout.isNegative()
        || approvalTimeout.isZero()) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
