// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import io.portcullis.api.approval.ApprovalReview.LocalUser;
import io.portcullis.api.approval.ApprovalReview.Reviewer;
import io.portcullis.api.approval.ApprovalReview.TokenHolder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether reviewers are who they say. A name that is not configured takes the same way as a
 * wrong token, so that names cannot be tried out. Thread-safe.
 */
public final class ReviewerAuthenticator {
  private static final Logger LOG = LoggerFactory.getLogger(ReviewerAuthenticator.class);
  private static final int MAX_WRONG = 5;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Pattern UNFIT = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
  private static final int MAX_CHARS = 256;

  /** One reviewer with the wrong tokens given for the name. */
  private static final class Account {
    private final ReviewerEntry entry;
    private final byte[] digest;
    private int wrong;
    private long since; // by the monotonic clock: setting the wall clock unlocks nobody

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
        return false; // nor is a wrong one counted: the window ends when it was said to
      }
      if (!right) {
        if (wrong == 0) {
          since = now;
        }
        wrong++;
        if (wrong == MAX_WRONG) {
          LOG.warn("{} wrong tokens for {}: refused for the rest of a minute", wrong, entry.name());
        }
      }
      return right;
    }
  }

  private final Map<String, Account> accounts;
  // No token has this digest as far as anybody knows, and its result is not looked at either.
  private final Account nobody =
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

  /** Who it is, or empty if that is not proven. */
  public Optional<ReviewerIdentity> authenticate(Reviewer reviewer) {
    if (reviewer instanceof TokenHolder holder) {
      Account account = accounts.getOrDefault(holder.name(), nobody);
      boolean proven = account.proves(sha256(holder.token()), nanos.getAsLong());
      return proven && account != nobody
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

  /** It goes into records and messages as it is. */
  private static boolean isName(String user) {
    return !user.isBlank() && user.length() <= MAX_CHARS && !UNFIT.matcher(user).find();
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
