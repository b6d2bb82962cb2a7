// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.replay;

import io.portcullis.cli.policy.ReplayClock;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.PolicyDecision;
import java.time.Instant;
import java.util.Optional;

/** Asks a policy about recorded calls, in their order and at their times. Not thread-safe. */
final class PolicyReplay {
  /** What a policy says, or said, of a call. */
  enum PolicyAnswer {
    ALLOW("allow"),
    DENY("deny"),
    /** A person has to be asked. */
    ASK("ask"),
    /** No policy answered then. */
    NOTHING("no answer"),
    /** It hangs on what was not kept. */
    UNDECIDABLE("undecidable");

    final String word;

    PolicyAnswer(String word) {
      this.word = word;
    }
  }

  /**
   * One call.
   *
   * @param was what was said then
   * @param would what the policy says
   * @param rule which of its rules decides, or what is missing
   */
  record Comparison(PolicyAnswer was, PolicyAnswer would, String rule) {
    boolean differs() {
      return was != PolicyAnswer.NOTHING && would != PolicyAnswer.UNDECIDABLE && was != would;
    }
  }

  private final ReplayClock clock = new ReplayClock();
  private final PolicyEngine engine;

  PolicyReplay(Policies policies) {
    // Until the first record says otherwise; no limit is older.
    clock.set(Instant.EPOCH);
    engine = new PolicyEngine(policies, new RateLimits(), clock);
  }

  /** Compares a {@code decided} record. */
  Comparison compare(JournalRecord record) {
    PolicyAnswer was = was(record);
    Optional<RecordedCall> call = RecordedCall.of(record);
    if (call.isEmpty()) {
      return new Comparison(
          was, PolicyAnswer.UNDECIDABLE, "the record does not tell all of the call");
    }
    clock.set(call.get().at());
    Optional<PolicyDecision> decision =
        call.get().argumentsKnown()
            ? Optional.of(engine.evaluate(call.get().request()))
            : engine.evaluateWithoutArguments(call.get().request());
    return decision
        .map(made -> new Comparison(was, says(made), made.rule()))
        .orElseGet(
            () -> new Comparison(was, PolicyAnswer.UNDECIDABLE, "the arguments were not kept"));
  }

  /** Not what became of the call but what the policy said of it: a person came after. */
  private static PolicyAnswer was(JournalRecord record) {
    return switch (record.text("basis")) {
      case "authority" ->
          record.text("verdict").equals("allow") ? PolicyAnswer.ALLOW : PolicyAnswer.DENY;
      // Without a name it was the switch of an operator, who decides about no call in particular.
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
