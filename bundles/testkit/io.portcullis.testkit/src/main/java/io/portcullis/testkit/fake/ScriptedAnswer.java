// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A scripted answer of a {@link ScriptedRuntime}. The faults are in {@link RuntimeFault}. */
@FunctionalInterface
public interface ScriptedAnswer {

  /**
   * Answers one call, or fails to.
   *
   * @param call the call
   * @return the stage of the runtime; null where the script breaks the contract on purpose
   */
  @Nullable CompletionStage<RuntimeDecision> answer(ToolCall call);

  /**
   * Allows the call.
   *
   * @return the answer
   */
  static ScriptedAnswer allow() {
    return word(RuntimeDecision.ALLOW);
  }

  /**
   * Denies the call.
   *
   * @param reason the reason
   * @return the answer
   */
  static ScriptedAnswer deny(String reason) {
    return call ->
        done(RuntimeDecision.of(call, RuntimeDecision.DENY, reason, "rule-of-" + call.tool()));
  }

  /**
   * Leaves the call pending.
   *
   * @param approvalId the id of the approval
   * @param timeout how long it may take; null leaves it to the gate
   * @return the answer
   */
  static ScriptedAnswer pending(String approvalId, @Nullable Duration timeout) {
    return call ->
        done(
            new RuntimeDecision(
                call.id(),
                RuntimeDecision.PENDING,
                "ask a person",
                "",
                List.of(),
                approvalId,
                timeout));
  }

  /**
   * Allows the call after its arguments are changed.
   *
   * @param redactions the changes; an empty list is a fault
   * @return the answer
   */
  static ScriptedAnswer redact(Redaction... redactions) {
    List<Redaction> rules = List.of(redactions);
    return call ->
        done(
            new RuntimeDecision(
                call.id(), RuntimeDecision.REDACT, "redacted", "", rules, "", null));
  }

  /**
   * Answers with a word, and a reason that repeats it.
   *
   * @param word the word, or null for none
   * @return the answer
   */
  static ScriptedAnswer word(@Nullable String word) {
    return call -> done(RuntimeDecision.of(call, word, "the runtime said " + word, ""));
  }

  private static CompletionStage<RuntimeDecision> done(RuntimeDecision decision) {
    return CompletableFuture.completedFuture(decision);
  }
}
