// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.replay;

import io.portcullis.cli.policy.ReplayClock;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.policy.HistoryReplay;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.PolicyDecision;
import java.time.Instant;
import java.util.Optional;

/** Evaluates recorded calls by a policy, in their order and at their times. Not thread-safe. */
public final class PolicyReplay {
  /** The decision of a policy about a call. */
  public enum PolicyAnswer {
    ALLOW("allow"),
    DENY("deny"),
    /** An approval is needed. */
    ASK("ask"),
    /** No policy decided the recorded call. */
    NOTHING("no answer"),
    /** The decision depends on data that the journal does not keep. */
    UNDECIDABLE("undecidable");

    private final String word;

    PolicyAnswer(String word) {
      this.word = word;
    }

    /** Returns the word for people and programs. */
    public String word() {
      return word;
    }
  }

  /**
   * What a policy says about a recorded call.
   *
   * @param answer the decision
   * @param rule the rule that decides, or the missing data
   */
  public record Replayed(PolicyAnswer answer, String rule) {}

  /**
   * One call.
   *
   * @param was the recorded decision
   * @param would the decision of the other policy
   * @param rule the rule that decides, or the missing data
   */
  record Comparison(PolicyAnswer was, PolicyAnswer would, String rule) {
    boolean differs() {
      return was != PolicyAnswer.NOTHING && would != PolicyAnswer.UNDECIDABLE && was != would;
    }
  }

  private final ReplayClock clock = new ReplayClock();
  private final HistoryReplay history;
  private final PolicyEngine engine;

  /** Starts before the first record. */
  public PolicyReplay(Policies policies) {
    // Until the first record says otherwise; no limit is older.
    clock.set(Instant.EPOCH);
    history = new HistoryReplay(policies);
    engine = history.engine(new RateLimits(), clock);
  }

  /** Adds a record to the history by which later calls are decided. */
  public void follow(JournalRecord record) {
    history.record(record.seq(), record.body().canonical());
  }

  /** Compares a {@code decided} record. */
  Comparison compare(JournalRecord record) {
    Replayed would = decide(record);
    return new Comparison(was(record), would.answer(), would.rule());
  }

  /** Decides the call of a {@code decided} record. */
  public Replayed decide(JournalRecord record) {
    Optional<RecordedCall> call = RecordedCall.of(record);
    if (call.isEmpty()) {
      return new Replayed(PolicyAnswer.UNDECIDABLE, "the record does not tell all of the call");
    }
    clock.set(call.get().at());
    history.moveTo(call.get().at());
    Optional<PolicyDecision> decision =
        call.get().argumentsKnown()
            ? Optional.of(engine.evaluate(call.get().request()))
            : engine.evaluateWithoutArguments(call.get().request());
    return decision
        .map(made -> new Replayed(says(made), made.rule()))
        .orElseGet(() -> new Replayed(PolicyAnswer.UNDECIDABLE, "the arguments were not kept"));
  }

  /**
   * Returns the decision of the policy, not the outcome of the call: an approval may have followed.
   */
  private static PolicyAnswer was(JournalRecord record) {
    return switch (record.text("basis")) {
      case "authority" ->
          record.text("verdict").equals("allow") ? PolicyAnswer.ALLOW : PolicyAnswer.DENY;
      // Without a name it was an operator's order, which is not about this call in particular.
      case "approval" ->
          record.text("approvedBy").isEmpty() ? PolicyAnswer.NOTHING : PolicyAnswer.ASK;
      default -> PolicyAnswer.NOTHING;
    };
  }

  private static PolicyAnswer says(PolicyDecision decision) {
    if (decision instanceof PolicyDecision.Allow || decision instanceof PolicyDecision.Redact) {
      return PolicyAnswer.ALLOW;
    }
    return decision instanceof PolicyDecision.NeedsApproval ? PolicyAnswer.ASK : PolicyAnswer.DENY;
  }
}
