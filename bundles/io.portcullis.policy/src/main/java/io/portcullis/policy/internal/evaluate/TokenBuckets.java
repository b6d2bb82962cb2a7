// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Token buckets: each starts full, holds as many tokens as its hourly limit and refills by that
 * limit in an hour.
 *
 * <p>Thread-safe. Bounded: a full bucket is the same as none, so the one that is full first makes
 * room for a new one; if not even that one is full yet, the new one is not made.
 */
public final class TokenBuckets {

  /** One token, in units of which a bucket gains its limit each microsecond. */
  private static final long TOKEN = 3_600_000_000L;

  /**
   * Beyond this a clock is as good as broken; the difference of two such times can still be held.
   */
  private static final long MAX_SECONDS = 4_000_000_000_000L;

  private final int most;
  private final Map<Key, Bucket> buckets = new HashMap<>();
  private final TreeSet<Bucket> byFullTime =
      new TreeSet<>(
          Comparator.<Bucket>comparingLong(bucket -> bucket.fullAt)
              .thenComparingLong(bucket -> bucket.number));
  private long made;

  public TokenBuckets(int most) {
    this.most = most;
  }

  /** What became of the wish for a token. */
  public enum Outcome {
    TAKEN,
    EXHAUSTED,
    /** There are too many buckets in use to make another one. */
    FULL
  }

  /** Whose calls of which tool are counted together. */
  public record Key(boolean team, String owner, String tool) {}

  /**
   * Takes a token.
   *
   * @param limit tokens in an hour, at most 2,000,000,000; within one edition the lowest one given
   *     counts
   * @param edition the policy that the limit is from; with another one the limit may also rise
   */
  public synchronized Outcome take(Key key, long limit, String edition, InstantSource clock) {
    if (limit == 0) {
      return Outcome.EXHAUSTED;
    }
    // Read under the lock, so that no thread sees an earlier time than the one before it.
    long now = micros(clock.instant());
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      if (buckets.size() >= most && !makeRoom(now)) {
        return Outcome.FULL;
      }
      bucket = new Bucket(key, made++, limit, edition, now);
      buckets.put(key, bucket);
    } else {
      byFullTime.remove(bucket);
      bucket.refill(now);
      bucket.limit(limit, edition);
    }
    boolean taken = bucket.level >= TOKEN;
    if (taken) {
      bucket.level -= TOKEN;
    }
    bucket.fullAt = bucket.whenFull();
    byFullTime.add(bucket);
    return taken ? Outcome.TAKEN : Outcome.EXHAUSTED;
  }

  /** How many buckets there are. */
  public synchronized int size() {
    return buckets.size();
  }

  private static long micros(Instant now) {
    long seconds = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, now.getEpochSecond()));
    return seconds * 1_000_000 + now.getNano() / 1_000;
  }

  private boolean makeRoom(long now) {
    Bucket first = byFullTime.isEmpty() ? null : byFullTime.first();
    if (first == null || first.fullAt > now) {
      return false;
    }
    byFullTime.remove(first);
    buckets.remove(first.key);
    return true;
  }

  private static final class Bucket {
    final Key key;
    final long number;
    String edition;
    long limit;
    long level;
    long at;
    long fullAt;

    Bucket(Key key, long number, long limit, String edition, long now) {
      this.key = key;
      this.number = number;
      this.limit = limit;
      this.edition = edition;
      this.level = capacity();
      this.at = now;
    }

    private long capacity() {
      return limit * TOKEN;
    }

    void refill(long now) {
      long elapsed = now - at;
      at = now;
      // A clock that was set back gives nothing, and counts from its new time on.
      if (elapsed > 0) {
        long missing = capacity() - level;
        level = elapsed > missing / limit ? capacity() : level + elapsed * limit;
      }
    }

    void limit(long wanted, String from) {
      limit = from.equals(edition) ? Math.min(limit, wanted) : wanted;
      edition = from;
      level = Math.min(level, capacity());
    }

    long whenFull() {
      return at + (capacity() - level + limit - 1) / limit;
    }
  }
}
