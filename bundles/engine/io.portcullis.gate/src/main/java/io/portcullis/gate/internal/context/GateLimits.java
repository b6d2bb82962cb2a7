// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import io.portcullis.api.AgentIdentity;
import java.time.Duration;

/**
 * The limits and requirements of a gate. Immutable.
 *
 * @param maxArgumentBytes the maximum size of the arguments, in bytes of UTF-8
 * @param maxArgumentDepth the maximum nesting depth of their objects and arrays
 * @param deadline the time until a call must be decided, if its adapter sets no deadline
 * @param approvalTimeout the time for an approval, if neither policy nor adapter sets one
 * @param defaultAgent the agent of calls whose adapter names none
 * @param evidenceRequired whether a tool may run only after its record was journaled
 * @param controlRequired whether a tool may run only while operator control is present
 */
public record GateLimits(
    int maxArgumentBytes,
    int maxArgumentDepth,
    Duration deadline,
    Duration approvalTimeout,
    AgentIdentity defaultAgent,
    boolean evidenceRequired,
    boolean controlRequired) {

  /** The limits of an engine without journal and operator control. */
  public static final GateLimits DEFAULT =
      new GateLimits(
          1 << 20,
          64,
          Duration.ofSeconds(30),
          Duration.ofSeconds(300),
          AgentIdentity.UNKNOWN,
          false,
          false);

  /**
   * Refuses limits that are not positive.
   *
   * @throws IllegalArgumentException if a limit is not positive
   */
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
   * Returns the same limits with other limits of arguments.
   *
   * @param bytes the maximum size, in bytes of UTF-8
   * @param depth the maximum nesting depth of objects and arrays
   * @return a copy
   * @throws IllegalArgumentException if one of them is not positive
   */
  public GateLimits withArguments(int bytes, int depth) {
    return new GateLimits(
        bytes, depth, deadline, approvalTimeout, defaultAgent, evidenceRequired, controlRequired);
  }

  /**
   * Returns the same limits with other times.
   *
   * @param call the time until a call must be decided
   * @param approval the time for an approval
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
   * Returns the same limits with another default agent.
   *
   * @param agent the agent of calls whose adapter names none
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
   * Returns the same limits with other required services.
   *
   * @param evidence whether a tool may run only after its record was journaled
   * @param control whether a tool may run only while operator control is present
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
