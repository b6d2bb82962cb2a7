// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import io.portcullis.journal.JournalRecord;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyDecision;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.RateLimits;
import java.time.Instant;
import java.util.Optional;

/** Asks a policy about recorded calls, in their order and at their times. Not thread-safe. */
final class Replay {
  /** What a policy says, or said, of a call. */
  enum Says {
    ALLOW("allow"),
    DENY("deny"),
    /** A person has to be asked. */
    ASK("ask"),
    /** No policy answered then. */
    NOTHING("no answer"),
    /** It hangs on what was not kept. */
    UNDECIDABLE("undecidable");

    final String word;

    Says(String word) {
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
  record Compared(Says was, Says would, String rule) {
    boolean differs() {
      return was != Says.NOTHING && would != Says.UNDECIDABLE && was != would;
    }
  }

  private final MovableClock clock = new MovableClock();
  private final PolicyEngine engine;

  Replay(Policies policies) {
    // Until the first record says otherwise; no limit is older.
    clock.set(Instant.EPOCH);
    engine = new PolicyEngine(policies, new RateLimits(), clock);
  }

  /** Compares a {@code decided} record. */
  Compared compare(JournalRecord record) {
    Says was = was(record);
    Optional<RecordedCall> call = RecordedCall.of(record);
    if (call.isEmpty()) {
      return new Compared(was, Says.UNDECIDABLE, "the record does not tell all of the call");
    }
    clock.set(call.get().at());
    Optional<PolicyDecision> decision =
        call.get().argumentsKnown()
            ? Optional.of(engine.evaluate(call.get().request()))
            : engine.evaluateWithoutArguments(call.get().request());
    return decision
        .map(made -> new Compared(was, says(made), made.rule()))
        .orElseGet(() -> new Compared(was, Says.UNDECIDABLE, "the arguments were not kept"));
  }

  /** Not what became of the call but what the policy said of it: a person came after. */
  private static Says was(JournalRecord record) {
    return switch (record.text("basis")) {
      case "authority" -> record.text("verdict").equals("allow") ? Says.ALLOW : Says.DENY;
      // Without a name it was the switch of an operator, who decides about no call in particular.
      case "approval" -> record.text("approvedBy").isEmpty() ? Says.NOTHING : Says.ASK;
      default -> Says.NOTHING;
    };
  }

  private static Says says(PolicyDecision decision) {
    if (decision instanceof PolicyDecision.Permit || decision instanceof PolicyDecision.Redact) {
      return Says.ALLOW;
    }
    return decision instanceof PolicyDecision.NeedsApproval ? Says.ASK : Says.DENY;
  }
}
