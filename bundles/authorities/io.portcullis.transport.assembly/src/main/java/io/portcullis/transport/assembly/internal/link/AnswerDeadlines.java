// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.transport.assembly.internal.config.LinkSettings;
import io.portcullis.transport.assembly.internal.query.PendingQueries;

/**
 * Ends a link whose challenge is late, or that leaves the first query, too many queries, or one
 * query for too long without an answer. Guarded by the lock of its link.
 */
final class AnswerDeadlines {
  private final LinkSettings settings;
  private final PendingQueries queries;
  private final LinkState state;
  private final LinkTimer timer;

  AnswerDeadlines(LinkSettings settings, PendingQueries queries, LinkState state, LinkTimer timer) {
    this.settings = settings;
    this.queries = queries;
    this.state = state;
    this.timer = timer;
  }

  /** Ends the link if a limit is exceeded; otherwise sets the timer for the next deadline. */
  void check(long now) {
    long longest = settings.maxUnanswered().toNanos();
    if (state.stage() == LinkState.Stage.PROBED && queries.abandoned() > 0) {
      state.fail(
          "the runtime did not answer the first query within %d ms"
              .formatted(settings.queryTimeout().toMillis()));
    } else if (queries.abandoned() > settings.maxUnansweredQueries()) {
      state.fail(queries.abandoned() + " queries were not answered in time");
    } else if (queries.isOverdue(now, longest)) {
      state.fail(
          "the oldest query had no answer for %d ms; its answer may be lost"
              .formatted(settings.maxUnanswered().toMillis()));
    } else {
      setTimer(longest);
    }
  }

  private void setTimer(long longest) {
    Long next = queries.nextDue(longest);
    if (next != null) {
      timer.setFor(next);
    }
  }

  /** Ends the link if the challenge is due; otherwise sets the timer again. */
  void checkChallenge() {
    if (!timer.setAgainIfEarly()) {
      state.fail(
          "the runtime sent no challenge within %d ms"
              .formatted(settings.connectTimeout().toMillis()));
    }
  }
}
