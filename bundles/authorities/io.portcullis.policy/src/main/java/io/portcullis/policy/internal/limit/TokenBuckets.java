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
 * Token buckets: each starts full, holds as many tokens as its hourly limit and refills by that
 * limit in an hour. Thread-safe.
 *
 * <p>Bounded, so that invented names use up nothing that others need. An owner has a bucket for
 * each tool that the policy names and for a bounded number of other tools; further tools of that
 * owner share one. Owners and buckets are bounded as well; those beyond share one bucket for each
 * rule. A full bucket is the same as none, so it makes room. A bucket that is made while a shared
 * one is in use starts with no more tokens than that holds, so that nothing used is forgotten.
 */
public final class TokenBuckets {

  /**
   * Beyond this a clock is as good as broken; the difference of two such times can still be held.
   */
  private static final long MAX_SECONDS = 4_000_000_000_000L;

  /** How many rules may have a bucket that strangers share. */
  private static final int MAX_SHARED = 1_000;

  /** How many full buckets one call removes at most. */
  private static final int MAX_REMOVED = 1_000;

  /** Longer names are kept as a digest. */
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
   * Makes an empty table.
   *
   * @param most how many buckets there may be, those aside that are shared; a tenth of it is how
   *     many owners, a thousandth how many unnamed tools of an owner may have buckets, at least one
   */
  public TokenBuckets(int most) {
    this.most = most;
    this.mostOwners = Math.max(1, most / 10);
    this.mostUnnamed = Math.max(1, most / 1_000);
  }

  /** What became of the wish for a token. */
  public enum Outcome {
    TAKEN,
    EXHAUSTED,
    /** There are too many buckets in use to make another one. */
    FULL
  }

  /** Whose calls are counted together: a team, or an agent without one. */
  public record Owner(boolean team, String name) {

    /** Keeps a long name as its digest. */
    public Owner {
      name = shortened(name);
    }
  }

  /**
   * What a token is taken for.
   *
   * @param named whether the policy has an entry of the tool's own
   */
  public record Key(Owner owner, String tool, boolean named) {

    /** Keeps a long name as its digest. */
    public Key {
      tool = shortened(tool);
    }

    private String rule() {
      return named ? tool : "*";
    }
  }

  /**
   * What a rule says.
   *
   * @param limit tokens in an hour, from 0 to 2,000,000,000; within one edition the lowest one
   *     given counts
   * @param edition the policy that the limit is from; with another one the limit may also rise
   */
  public record Terms(long limit, String edition) {}

  /** The buckets of one owner. */
  private static final class Account {
    final Map<String, TokenBucket> tools = new HashMap<>();

    /** Whether calls of the owner may have counted in buckets of strangers before. */
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

  /** How many buckets there are. */
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

  /** The one for all further tools of an owner that the policy does not name. */
  private TokenBucket ofOtherTools(Account account, Owner owner, Terms terms, long now) {
    TokenBucket rest = account.rest;
    if (rest == null) {
      rest = new TokenBucket(owner, null, false, made++, terms, now);
      account.rest = rest;
    }
    return rest;
  }

  /** The one for all owners and tools for which the table has no room. */
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
    if (bucket.tool == null) {
      account.rest = null;
    } else {
      account.tools.remove(bucket.tool);
      account.unnamed -= bucket.named ? 0 : 1;
    }
    if (account.tools.isEmpty() && account.rest == null) {
      accounts.remove(bucket.owner);
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
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
