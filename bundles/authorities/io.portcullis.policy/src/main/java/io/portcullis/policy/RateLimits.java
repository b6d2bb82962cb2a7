// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.limit.TokenBuckets;

/**
 * The counters of the hourly limits. They are separate from the engine, so that a reload of the
 * documents keeps them. Thread-safe.
 *
 * <p>Calls are counted by tool and by team, or by agent if it has no team. The number of counters
 * is bounded, so that invented names harm only their inventor. A team or agent has its own counters
 * for the tools that the policy names and for a bounded number of others, and one counter for all
 * further tools. Teams and agents beyond the bound share one counter for each rule.
 */
public final class RateLimits {

  /** The default maximum number of counters. */
  public static final int DEFAULT_BOUND = 100_000;

  private final TokenBuckets buckets;

  /** Creates counters with the default bound {@link #DEFAULT_BOUND}. */
  public RateLimits() {
    this(DEFAULT_BOUND);
  }

  /**
   * Creates counters with a bound.
   *
   * @param bound the maximum number of counters, each of one team or agent and one tool
   * @throws IllegalArgumentException if the bound is not positive
   */
  public RateLimits(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    this.buckets = new TokenBuckets(bound);
  }

  /** Returns the number of counters in use. */
  public int size() {
    return buckets.size();
  }

  TokenBuckets buckets() {
    return buckets;
  }
}
