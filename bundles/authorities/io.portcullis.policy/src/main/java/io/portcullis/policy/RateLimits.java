// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.limit.TokenBuckets;

/**
 * How much of each hourly limit is used up. Kept apart from the engine so that a reload of the
 * documents forgets nothing. Thread-safe.
 *
 * <p>Calls are counted by team, or by agent if there is no team, and by tool. The count is bounded
 * so that invented names harm only those who invent: a team or agent has counts of its own for the
 * tools that the policy names and for a bounded number of others, and one count for all further
 * tools. Teams and agents beyond the bound share a count for each rule.
 */
public final class RateLimits {

  /** How many teams or agents times tools are counted at most, unless said otherwise. */
  public static final int DEFAULT_BOUND = 100_000;

  private final TokenBuckets buckets;

  /** Counts up to {@link #DEFAULT_BOUND}. */
  public RateLimits() {
    this(DEFAULT_BOUND);
  }

  /**
   * Counts up to a bound.
   *
   * @param bound how many teams or agents times tools are counted at most
   * @throws IllegalArgumentException if the bound is not positive
   */
  public RateLimits(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    this.buckets = new TokenBuckets(bound);
  }

  /** How many teams or agents times tools are counted now. */
  public int size() {
    return buckets.size();
  }

  TokenBuckets buckets() {
    return buckets;
  }
}
