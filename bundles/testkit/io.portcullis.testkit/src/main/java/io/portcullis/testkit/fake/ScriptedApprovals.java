// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scripted approver. Approves exactly the call that it is shown until the test changes it.
 * Thread-safe.
 */
public final class ScriptedApprovals implements ApprovalChannel {
  private final List<ToolCall> requests = new CopyOnWriteArrayList<>();
  private volatile Function<ToolCall, @Nullable CompletionStage<ApprovalDecision>> script =
      call -> CompletableFuture.completedFuture(decision(ApprovalDecision.Outcome.APPROVED, call));

  /**
   * Answers every request with an outcome for exactly the call that is shown.
   *
   * @param outcome the outcome
   */
  public void answer(ApprovalDecision.Outcome outcome) {
    script = call -> CompletableFuture.completedFuture(decision(outcome, call));
  }

  /**
   * Answers every request with the same decision, whatever the call.
   *
   * @param decision the answer
   */
  public void answer(ApprovalDecision decision) {
    script = call -> CompletableFuture.completedFuture(decision);
  }

  /**
   * Fails to answer.
   *
   * @param fault the fault
   */
  public void fail(StageFault fault) {
    script = call -> fault.stage();
  }

  /**
   * Answers every request by a function.
   *
   * @param answers the function
   */
  public void answer(Function<ToolCall, @Nullable CompletionStage<ApprovalDecision>> answers) {
    script = answers;
  }

  /**
   * Returns an answer that fits a call.
   *
   * @param outcome the outcome
   * @param call the call
   * @return the answer
   */
  public static ApprovalDecision decision(ApprovalDecision.Outcome outcome, ToolCall call) {
    return new ApprovalDecision(
        outcome, call.tool(), call.argumentsDigest(), "approver", "the approver's words");
  }

  /**
   * Returns the requests.
   *
   * @return the calls, in order
   */
  public List<ToolCall> requests() {
    return List.copyOf(requests);
  }

  @Override
  @SuppressWarnings("NullAway") // a null stage is one of the faults
  public CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending) {
    requests.add(call);
    return script.apply(call);
  }
}
