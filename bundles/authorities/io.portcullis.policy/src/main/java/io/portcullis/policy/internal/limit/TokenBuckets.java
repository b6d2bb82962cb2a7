// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.limit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Token buckets. Each starts full, holds as many tokens as its hourly limit, and refills by that
 * limit in an hour. Thread-safe.
 *
 * <p>The number of buckets is bounded, so that invented names use up nothing that others need. An
 * owner has a bucket for each tool that the policy names and for a bounded number of other tools;
 * its further tools share one. Owners and buckets beyond the bound share one bucket for each rule.
 * A full bucket is equal to a missing one, so it can be removed. A bucket that is created while a
 * shared one is in use starts with no more tokens than the shared one holds, so that no used token
 * is forgotten.
 */
public final class TokenBuckets {

  /** A clock beyond this is broken; the difference of two such times still fits a long. */
  private static final long MAX_SECONDS = 4_000_000_000_000L;

  /** The maximum number of rules with a bucket that strangers share. */
  private static final int MAX_SHARED = 1_000;

  /** The maximum number of full buckets that one call removes. */
  private static final int MAX_REMOVED = 1_000;

  /** Longer names are stored as a digest. */
  private static final int MAX_NAME = 64;

  private final int most;
  private final int mostOwners;
  private final int mostUnnamed;
  private final Map<Owner, Account> accounts = new HashMap<>();
  private final Map<String, TokenBucket> shared = new HashMap<>();
  private final TreeSet<TokenBucket> byFullTime =
      new TreeSet<>(
          Comparator.<TokenBucket>comparingLong(bucket -> bucket.fullAt)
              .thenComparingLong(bucket -> bucket.number));
  private long made;

  /**
   * Creates an empty table.
   *
   * @param most the maximum number of buckets, without the shared ones; a tenth of it is the
   *     maximum number of owners, and a thousandth the maximum number of unnamed tools of an owner
   *     with a bucket, at least one each
   */
  public TokenBuckets(int most) {
    this.most = most;
    this.mostOwners = Math.max(1, most / 10);
    this.mostUnnamed = Math.max(1, most / 1_000);
  }

  /** The result of taking a token. */
  public enum Outcome {
    TAKEN,
    EXHAUSTED,
    /** The table has no room for another bucket, because all buckets are in use. */
    FULL
  }

  /** The owner of calls that are counted together: a team, or an agent without a team. */
  public record Owner(boolean team, String name) {

    /** Stores a long name as its digest. */
    public Owner {
      name = shortened(name);
    }
  }

  /**
   * The owner and tool of a token.
   *
   * @param named whether the policy has an entry for the tool
   */
  public record Key(Owner owner, String tool, boolean named) {

    /** Stores a long name as its digest. */
    public Key {
      tool = shortened(tool);
    }

    private String rule() {
      return named ? tool : "*";
    }
  }

  /**
   * The limit of a rule.
   *
   * @param limit tokens in an hour, from 0 to 2,000,000,000; within one edition the lowest given
   *     limit counts
   * @param edition the policy that the limit is from; with another edition the limit may also rise
   */
  public record Terms(long limit, String edition) {}

  /** The buckets of one owner. */
  private static final class Account {
    final Map<String, TokenBucket> tools = new HashMap<>();

    /** Whether calls of the owner may have counted in the buckets of strangers before. */
    final boolean stranger;

    int unnamed;
    @Nullable TokenBucket rest;

    Account(boolean stranger) {
      this.stranger = stranger;
    }
  }

  /** Takes a token. */
  public synchronized Outcome take(Key key, Terms terms, InstantSource clock) {
    if (terms.limit() == 0) {
      return Outcome.EXHAUSTED;
    }
    // Read under the lock, so that no thread sees an earlier time than the one before it.
    long now = micros(clock.instant());
    TokenBucket bucket = own(key);
    if (bucket == null) {
      bucket = another(key, terms, now);
    }
    if (bucket == null) {
      return Outcome.FULL;
    }
    byFullTime.remove(bucket);
    boolean taken = bucket.take(terms, now);
    byFullTime.add(bucket);
    return taken ? Outcome.TAKEN : Outcome.EXHAUSTED;
  }

  /** Returns the number of buckets. */
  public synchronized int size() {
    return byFullTime.size();
  }

  private static long micros(Instant now) {
    long seconds = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, now.getEpochSecond()));
    return seconds * 1_000_000 + now.getNano() / 1_000;
  }

  private @Nullable TokenBucket own(Key key) {
    Account account = accounts.get(key.owner());
    return account == null ? null : account.tools.get(key.tool());
  }

  private @Nullable TokenBucket another(Key key, Terms terms, long now) {
    if (!hasRoom(key)) {
      removeFull(now);
    }
    if (hasRoom(key)) {
      return newOwn(key, terms, now);
    }
    Account account = accounts.get(key.owner());
    return account == null || key.named()
        ? ofStrangers(key, terms, now)
        : ofOtherTools(account, key.owner(), terms, now);
  }

  private boolean hasRoom(Key key) {
    Account account = accounts.get(key.owner());
    boolean room = byFullTime.size() - shared.size() < most;
    return account == null
        ? room && accounts.size() < mostOwners
        : room && (key.named() || account.unnamed < mostUnnamed);
  }

  private TokenBucket newOwn(Key key, Terms terms, long now) {
    Account account =
        accounts.computeIfAbsent(key.owner(), owner -> new Account(!shared.isEmpty()));
    TokenBucket bucket = new TokenBucket(key.owner(), key.tool(), key.named(), made++, terms, now);
    if (key.named() || account.stranger) {
      bucket.holdAtMost(shared.get(key.rule()), now);
    }
    if (!key.named()) {
      bucket.holdAtMost(account.rest, now);
      account.unnamed++;
    }
    account.tools.put(key.tool(), bucket);
    return bucket;
  }

  /** Returns the bucket for all further tools of an owner that the policy does not name. */
  private TokenBucket ofOtherTools(Account account, Owner owner, Terms terms, long now) {
    TokenBucket rest = account.rest;
    if (rest == null) {
      rest = new TokenBucket(owner, null, false, made++, terms, now);
      account.rest = rest;
    }
    return rest;
  }

  /** Returns the bucket for all owners and tools for which the table has no room. */
  private @Nullable TokenBucket ofStrangers(Key key, Terms terms, long now) {
    TokenBucket bucket = shared.get(key.rule());
    if (bucket == null && shared.size() < MAX_SHARED) {
      bucket = new TokenBucket(null, key.rule(), key.named(), made++, terms, now);
      shared.put(key.rule(), bucket);
    }
    return bucket;
  }

  private void removeFull(long now) {
    for (int i = 0; i < MAX_REMOVED && !byFullTime.isEmpty(); i++) {
      if (byFullTime.first().fullAt > now) {
        return;
      }
      remove(byFullTime.pollFirst());
    }
  }

  private void remove(@Nullable TokenBucket bucket) {
    if (bucket == null) {
      return;
    }
    Account account = bucket.owner == null ? null : accounts.get(bucket.owner);
    if (account == null) {
      shared.remove(bucket.tool);
      return;
    }
    remove(account, bucket);
    if (account.tools.isEmpty() && account.rest == null) {
      accounts.remove(bucket.owner);
    }
  }

  private static void remove(Account account, TokenBucket bucket) {
    if (bucket.tool == null) {
      account.rest = null;
    } else {
      account.tools.remove(bucket.tool);
      account.unnamed -= bucket.named ? 0 : 1;
    }
  }

  private static String shortened(String name) {
    if (name.length() <= MAX_NAME) {
      return name;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform provides SHA-256", e);
    }
  }
}
