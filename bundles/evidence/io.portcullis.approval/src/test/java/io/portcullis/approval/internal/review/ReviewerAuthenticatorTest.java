// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import static io.portcullis.approval.internal.queue.QueueRig.START;
import static io.portcullis.approval.internal.queue.QueueRig.holder;
import static io.portcullis.approval.internal.queue.QueueRig.reviewer;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.approval.ApprovalReview.LocalUser;
import io.portcullis.api.approval.ApprovalReview.TokenHolder;
import io.portcullis.approval.internal.queue.QueueRig;
import io.portcullis.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewerAuthenticatorTest {
  private final ManualClock clock = new ManualClock(START);
  private final ReviewerAuthenticator reviewers =
      new ReviewerAuthenticator(
          List.of(reviewer("ann", "ops"), reviewer("bob")), false, clock::nanoTime);

  private void guess(String name, int times) {
    for (int n = 0; n < times; n++) {
      assertThat(reviewers.authenticate(new TokenHolder(name, "guess " + n))).isEmpty();
    }
  }

  @Test
  void reviewerIsAuthenticatedByItsToken() {
    assertThat(reviewers.authenticate(holder("ann")))
        .contains(new ReviewerIdentity("reviewer", "ann", List.of("ops")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob", "Ann", "", "nobody", "ann "})
  void tokenOfAnotherReviewerIsRefused(String name) {
    assertThat(reviewers.authenticate(new TokenHolder(name, QueueRig.token("ann")))).isEmpty();
  }

  @Test
  void fiveWrongTokensLockAReviewerForAMinute() {
    guess("ann", 5);
    assertThat(reviewers.authenticate(holder("ann"))).isEmpty();
    clock.advance(Duration.ofSeconds(60).minusNanos(1));
    assertThat(reviewers.authenticate(holder("ann"))).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(reviewers.authenticate(holder("ann"))).isPresent();
    guess("ann", 5);
    assertThat(reviewers.authenticate(holder("ann"))).isEmpty();
  }

  @Test
  void wallClockChangeNeitherUnlocksNorLocksAReviewer() {
    guess("ann", 5);
    clock.setWall(Duration.ofDays(1));
    assertThat(reviewers.authenticate(holder("ann"))).isEmpty();
    clock.setWall(Duration.ofDays(-2));
    clock.advance(Duration.ofSeconds(60));
    assertThat(reviewers.authenticate(holder("ann"))).isPresent();
  }

  @Test
  void fourWrongTokensDoNotLockAReviewer() {
    guess("ann", 4);
    assertThat(reviewers.authenticate(holder("ann"))).isPresent();
  }

  @Test
  void wrongTokensOfOneReviewerDoNotLockAnother() {
    guess("bob", 50);
    guess("nobody", 50);
    assertThat(reviewers.authenticate(holder("ann"))).isPresent();
  }

  @Test
  void unknownReviewerIsNeverAuthenticated() {
    guess("nobody", 4);
    assertThat(reviewers.authenticate(new TokenHolder("nobody", ""))).isEmpty();
    assertThat(
            reviewers.authenticate(
                new TokenHolder("reviewers that are not configured", "whatever")))
        .isEmpty();
  }

  @Test
  void localUserMayDecideOnlyIfConfigured() {
    assertThat(reviewers.authenticate(new LocalUser("root"))).isEmpty();
    assertThat(
            new ReviewerAuthenticator(List.of(), true, clock::nanoTime)
                .authenticate(new LocalUser("root")))
        .contains(new ReviewerIdentity("local", "root", List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "two\nlines", "turn\u202Ed"})
  void localUserWithAnInvisibleNameIsRefused(String user) {
    ReviewerAuthenticator local = new ReviewerAuthenticator(List.of(), true, clock::nanoTime);
    assertThat(local.authenticate(new LocalUser(user))).isEmpty();
    assertThat(local.authenticate(new LocalUser("x".repeat(257)))).isEmpty();
  }
}
