// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.limit;

import org.jspecify.annotations.Nullable;

/** The tokens of one owner, of one tool of an owner, or of all strangers. Not thread-safe. */
final class TokenBucket {

  /** One token, in the units of which a bucket gains its limit each microsecond. */
  private static final long TOKEN = 3_600_000_000L;

  private static final long HOUR = 3_600_000_000L;

  /** Null if strangers share the bucket. */
  final TokenBuckets.@Nullable Owner owner;

  /** The rule if strangers share the bucket; null if it serves the owner's further tools. */
  final @Nullable String tool;

  final boolean named;
  final long number;
  long fullAt;
  private String edition;
  private long limit;
  private long level;
  private long at;

  /** Whether calls with other limits also count here in this edition. */
  private boolean mixed;

  TokenBucket(
      TokenBuckets.@Nullable Owner owner,
      @Nullable String tool,
      boolean named,
      long number,
      TokenBuckets.Terms terms,
      long now) {
    this.owner = owner;
    this.tool = tool;
    this.named = named;
    this.number = number;
    this.limit = terms.limit();
    this.edition = terms.edition();
    this.level = capacity();
    this.at = now;
    this.fullAt = now;
  }

  /** Takes a token; returns false if the bucket is empty. */
  boolean take(TokenBuckets.Terms terms, long now) {
    refill(now);
    limit(terms);
    boolean taken = level >= TOKEN;
    if (taken) {
      level -= TOKEN;
    }
    fullAt = mixed ? at + HOUR : at + (capacity() - level + limit - 1) / limit;
    return taken;
  }

  /**
   * Lowers the tokens to those of another bucket, in which calls of this bucket may have counted
   * before.
   */
  void holdAtMost(@Nullable TokenBucket other, long now) {
    if (other != null) {
      other.refill(now);
      level = Math.min(level, other.level);
    }
  }

  private long capacity() {
    return limit * TOKEN;
  }

  private void refill(long now) {
    long elapsed = now - at;
    at = now;
    // A clock that was set back adds no token, and counting continues from its new time.
    if (elapsed > 0) {
      long missing = capacity() - level;
      level = elapsed > missing / limit ? capacity() : level + elapsed * limit;
    }
  }

  private void limit(TokenBuckets.Terms terms) {
    boolean same = terms.edition().equals(edition);
    mixed = same && (mixed || terms.limit() != limit);
    limit = same ? Math.min(limit, terms.limit()) : terms.limit();
    edition = terms.edition();
    level = Math.min(level, capacity());
  }
}
