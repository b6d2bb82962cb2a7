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

/** How a {@link ScriptedRuntime} answers. The faults are in {@link RuntimeFault}. */
@FunctionalInterface
public interface ScriptedAnswer {

  /**
   * Answers one call, or fails to.
   *
   * @param call the call that is asked about
   * @return what the runtime hands back; null where the script breaks the contract on purpose
   */
  @Nullable CompletionStage<RuntimeDecision> answer(ToolCall call);

  /**
   * The runtime lets the call run.
   *
   * @return the answer
   */
  static ScriptedAnswer allow() {
    return word(RuntimeDecision.ALLOW);
  }

  /**
   * The runtime forbids the call.
   *
   * @param reason its words
   * @return the answer
   */
  static ScriptedAnswer deny(String reason) {
    return call ->
        done(RuntimeDecision.of(call, RuntimeDecision.DENY, reason, "rule-of-" + call.tool()));
  }

  /**
   * A person has to decide.
   *
   * @param approvalId under which the approval is waited for
   * @param timeout how long; null leaves it to the gate
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
   * The runtime lets the call run after its arguments were changed.
   *
   * @param redactions the changes; none of them is a fault
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
   * The runtime says a word, with a reason that repeats it.
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
