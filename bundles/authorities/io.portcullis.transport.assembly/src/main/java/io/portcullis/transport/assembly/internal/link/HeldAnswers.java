// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.transport.assembly.internal.query.PendingQueries;
import io.portcullis.transport.assembly.internal.query.PendingQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers of a batch, held until the whole batch is answered and the round of reads is over:
 * after a lost answer none of the others is certain. Guarded by the lock of its link.
 */
final class HeldAnswers {
  /** A query and its answer. */
  record Answer(PendingQuery query, RuntimeDecision decision) {
    static Answer of(PendingQuery query, String word, String reason) {
      return new Answer(query, RuntimeDecision.of(query.call(), word, reason, ""));
    }

    /** Completes the query; runs code of its caller. */
    void deliver() {
      query.answer().complete(decision);
    }

    boolean isDenial() {
      return RuntimeDecision.DENY.equals(decision.decision());
    }

    /** Whether the answer denies in every mode; a fault, such as the end of a link, does not. */
    boolean isFinal() {
      return isDenial() || RuntimeDecision.CONFLICT.equals(decision.decision());
    }
  }

  private static final String UNCERTAIN_DENIAL =
      "only a part of the batch was answered, and one answer was a denial";

  private final PendingQueries queries;
  private final LinkState state;
  private final List<Answer> held = new ArrayList<>();

  HeldAnswers(PendingQueries queries, LinkState state) {
    this.queries = queries;
    this.state = state;
  }

  void hold(PendingQuery query, RuntimeDecision decision) {
    held.add(new Answer(query, decision));
  }

  /**
   * Ends the batch and removes its answers, if they are certain by now. When the link has ended in
   * a conflict, or has lost an answer beside a denial, every query of the batch gets a conflict.
   *
   * @return the answers to deliver; empty while the batch is open
   */
  List<Answer> release() {
    if (state.isConflict()) {
      return conflicts(state.reason());
    }
    if (!queries.isComplete()) {
      // An answer may be missing, and then the others belong to other queries.
      return state.hasEnded() && isDenialHeld()
          ? conflicts(state.reason() + "; " + UNCERTAIN_DENIAL)
          : List.of();
    }
    List<Answer> all = List.copyOf(held);
    held.clear();
    queries.finish();
    return all;
  }

  private List<Answer> conflicts(String why) {
    held.clear();
    return queries.finish().stream()
        .map(query -> Answer.of(query, RuntimeDecision.CONFLICT, why))
        .toList();
  }

  /**
   * Abandons the queries that are due.
   *
   * @return their answers: a fault, or a conflict if the batch holds a denial
   */
  List<Answer> abandonDue(long now) {
    boolean denied = isDenialHeld();
    String word = denied ? RuntimeDecision.CONFLICT : RuntimeDecision.QUERY_FAILED;
    String why = denied ? UNCERTAIN_DENIAL : "the runtime did not answer in time";
    return queries.abandonDue(now).stream().map(query -> Answer.of(query, word, why)).toList();
  }

  private boolean isDenialHeld() {
    return held.stream().anyMatch(Answer::isFinal);
  }
}
