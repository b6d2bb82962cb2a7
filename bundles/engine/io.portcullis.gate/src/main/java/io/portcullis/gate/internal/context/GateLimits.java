// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

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
 * @param controlRequired whether a tool may run only while there is an operator's switch to ask
 */
public record GateLimits(
    int maxArgumentBytes,
    int maxArgumentDepth,
    Duration deadline,
    Duration approvalTimeout,
    AgentIdentity defaultAgent,
    boolean evidenceRequired,
    boolean controlRequired) {

  /** What holds for an engine that has neither journal nor operator's switch. */
  public static final GateLimits DEFAULT =
      new GateLimits(
          1 << 20,
          64,
          Duration.ofSeconds(30),
          Duration.ofSeconds(300),
          AgentIdentity.UNKNOWN,
          false,
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

  /**
   * The same limits for arguments of other sizes.
   *
   * @param bytes the most that they may measure, in bytes of UTF-8
   * @param depth how deep objects and arrays may be nested in them
   * @return a copy
   * @throws IllegalArgumentException if one of them is not positive
   */
  public GateLimits withArguments(int bytes, int depth) {
    return new GateLimits(
        bytes, depth, deadline, approvalTimeout, defaultAgent, evidenceRequired, controlRequired);
  }

  /**
   * The same limits with other times.
   *
   * @param call how long a call may take until it is decided
   * @param approval how long an approval may take
   * @return a copy
   * @throws IllegalArgumentException if one of them is not positive
   */
  public GateLimits withTimes(Duration call, Duration approval) {
    return new GateLimits(
        maxArgumentBytes,
        maxArgumentDepth,
        call,
        approval,
        defaultAgent,
        evidenceRequired,
        controlRequired);
  }

  /**
   * The same limits for another agent where the adapter does not say who calls.
   *
   * @param agent who calls
   * @return a copy
   */
  public GateLimits withDefaultAgent(AgentIdentity agent) {
    return new GateLimits(
        maxArgumentBytes,
        maxArgumentDepth,
        deadline,
        approvalTimeout,
        agent,
        evidenceRequired,
        controlRequired);
  }

  /**
   * The same limits with other demands on what is around the gate.
   *
   * @param evidence whether a tool may run only after its record was journaled
   * @param control whether a tool may run only while there is an operator's switch to ask
   * @return a copy
   */
  public GateLimits requiring(boolean evidence, boolean control) {
    return new GateLimits(
        maxArgumentBytes,
        maxArgumentDepth,
        deadline,
        approvalTimeout,
        defaultAgent,
        evidence,
        control);
  }
}
