// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.testkit.AllowLedger;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A scripted runtime, which records every allow before it delivers it, with the arguments of the
 * call as ticket. It allows until the test changes it. Thread-safe.
 */
public final class ScriptedRuntime implements RuntimeTransport {
  private final AllowLedger ledger;
  private final LongAdder queries = new LongAdder();
  private volatile ScriptedAnswer answer = ScriptedAnswer.allow();

  /** Creates a runtime with its own ledger. */
  public ScriptedRuntime() {
    this(new AllowLedger());
  }

  /**
   * Creates a runtime with a given ledger.
   *
   * @param ledger records every allow
   */
  public ScriptedRuntime(AllowLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * Changes the answer for all queries from now on.
   *
   * @param next the answer or the fault
   */
  public void answer(ScriptedAnswer next) {
    answer = next;
  }

  /**
   * Returns the ledger of the allows.
   *
   * @return the ledger
   */
  public AllowLedger ledger() {
    return ledger;
  }

  /**
   * Returns the number of queries.
   *
   * @return the count
   */
  public long queries() {
    return queries.sum();
  }

  @Override
  @SuppressWarnings("NullAway") // a null stage is one of the faults
  public CompletionStage<RuntimeDecision> query(ToolCall call) {
    queries.increment();
    CompletionStage<RuntimeDecision> stage = answer.answer(call);
    return stage == null ? null : stage.thenApply(decision -> recordAllow(call, decision));
  }

  private @Nullable RuntimeDecision recordAllow(ToolCall call, @Nullable RuntimeDecision decision) {
    if (decision != null && decision.callId().equals(call.id()) && allows(decision)) {
      ledger.allowed(call.arguments());
    }
    return decision;
  }

  private static boolean allows(RuntimeDecision decision) {
    String word =
        decision.decision() == null ? "" : decision.decision().trim().toLowerCase(Locale.ROOT);
    return word.equals(RuntimeDecision.ALLOW)
        || (word.equals(RuntimeDecision.REDACT) && !decision.redactions().isEmpty());
  }
}
