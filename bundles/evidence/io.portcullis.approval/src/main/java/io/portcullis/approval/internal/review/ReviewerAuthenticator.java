// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import io.portcullis.api.approval.ApprovalReview.LocalUser;
import io.portcullis.api.approval.ApprovalReview.Reviewer;
import io.portcullis.api.approval.ApprovalReview.TokenHolder;
import io.portcullis.support.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates reviewers. An unknown name takes the same code path as a wrong token, so that names
 * cannot be guessed. Thread-safe.
 */
public final class ReviewerAuthenticator {
  private static final Logger LOG = LoggerFactory.getLogger(ReviewerAuthenticator.class);
  private static final int MAX_WRONG = 5;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MAX_CHARS = 256;

  /** A reviewer with a count of wrong tokens. */
  private static final class Account {
    private final ReviewerEntry entry;
    private final byte[] digest;
    private int wrong;
    private long since; // monotonic: a change of the wall clock unlocks no name

    Account(ReviewerEntry entry) {
      this.entry = entry;
      this.digest = entry.digest();
    }

    synchronized boolean proves(byte[] given, long now) {
      if (now - since >= WINDOW.toNanos()) {
        wrong = 0;
      }
      boolean right = MessageDigest.isEqual(digest, given);
      if (wrong >= MAX_WRONG) {
        return false; // a wrong one is not counted either: the window ends as announced
      }
      if (!right) {
        countWrong(now);
      }
      return right;
    }

    /** Called under the lock. */
    private void countWrong(long now) {
      if (wrong == 0) {
        since = now;
      }
      wrong++;
      if (wrong == MAX_WRONG) {
        LOG.warn("Locked {} for the rest of a minute after {} wrong tokens", entry.name(), wrong);
      }
    }
  }

  private final Map<String, Account> accounts;
  // No known token has this digest, and the result is not used either.
  private final Account unknown =
      new Account(
          new ReviewerEntry("reviewers that are not configured", List.of(), "0".repeat(64)));
  private final boolean localUser;
  private final LongSupplier nanos;

  public ReviewerAuthenticator(List<ReviewerEntry> entries, boolean localUser, LongSupplier nanos) {
    this.accounts =
        entries.stream()
            .map(Account::new)
            .collect(Collectors.toUnmodifiableMap(each -> each.entry.name(), Function.identity()));
    this.localUser = localUser;
    this.nanos = nanos;
  }

  /** Returns the identity, or empty if it is not proven. */
  public Optional<ReviewerIdentity> authenticate(Reviewer reviewer) {
    if (reviewer instanceof TokenHolder holder) {
      Account account = accounts.getOrDefault(holder.name(), unknown);
      boolean proven = account.proves(sha256(holder.token()), nanos.getAsLong());
      return proven && account != unknown
          ? Optional.of(
              new ReviewerIdentity(
                  ReviewerIdentity.REVIEWER, account.entry.name(), account.entry.groups()))
          : Optional.empty();
    }
    if (reviewer instanceof LocalUser local && localUser && isName(local.user())) {
      return Optional.of(new ReviewerIdentity(ReviewerIdentity.LOCAL, local.user(), List.of()));
    }
    return Optional.empty();
  }

  /** Returns whether records and messages can show the name unchanged. */
  private static boolean isName(String user) {
    return !user.isBlank() && user.length() <= MAX_CHARS && PrintableText.isPrintable(user);
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
