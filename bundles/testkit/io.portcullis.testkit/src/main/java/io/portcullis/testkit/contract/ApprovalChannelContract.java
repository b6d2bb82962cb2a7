// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.testkit.Await;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of every {@link ApprovalChannel}. */
public abstract class ApprovalChannelContract {
  private static final Verdict.Pending PENDING = new Verdict.Pending("p-1", "ask", "", null);

  /**
   * Creates the channel under test.
   *
   * @return a channel without any decision
   */
  protected abstract ApprovalChannel channel();

  /**
   * Decides about a waiting call, as the approver.
   *
   * @param call the waiting call
   * @param outcome approved or rejected
   */
  protected abstract void decide(ToolCall call, ApprovalDecision.Outcome outcome);

  /** An undecided request waits without blocking. */
  @Test
  protected void requestWaitsForADecisionWithoutBlocking() {
    CompletableFuture<ApprovalDecision> waiting =
        channel().request(Samples.call("call-1"), PENDING).toCompletableFuture();
    assertFalse(waiting.isDone());
  }

  /** The decision arrives, bound to the call that was shown. */
  @ParameterizedTest
  @EnumSource(names = {"APPROVED", "REJECTED"})
  protected void bringsTheDecision(ApprovalDecision.Outcome outcome) {
    ToolCall call = Samples.call("call-1");
    CompletableFuture<ApprovalDecision> waiting =
        channel().request(call, PENDING).toCompletableFuture();
    decide(call, outcome);
    ApprovalDecision decision = Await.await(waiting);
    assertEquals(outcome, decision.outcome());
    assertEquals(call.tool(), decision.tool());
    assertEquals(call.argumentsDigest(), decision.argumentsDigest());
  }

  /** A decision about one call leaves another waiting. */
  @Test
  protected void decisionConcernsOneCallOnly() {
    ToolCall first = Samples.call("call-1");
    CompletableFuture<ApprovalDecision> one =
        channel().request(first, PENDING).toCompletableFuture();
    CompletableFuture<ApprovalDecision> other =
        channel()
            .request(Samples.call("call-2"), new Verdict.Pending("p-2", "ask", "", null))
            .toCompletableFuture();
    decide(first, ApprovalDecision.Outcome.APPROVED);
    assertEquals(ApprovalDecision.Outcome.APPROVED, Await.await(one).outcome());
    assertFalse(other.isDone());
  }
}
