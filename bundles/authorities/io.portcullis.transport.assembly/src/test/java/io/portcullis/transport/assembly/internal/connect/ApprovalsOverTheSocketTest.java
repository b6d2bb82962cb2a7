// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that the runtime leaves pending, and its later decisions about them. */
class ApprovalsOverTheSocketTest {
  @TempDir private Path folder;
  private LinkRig rig;
  private RuntimeTransport transport;
  private final AtomicInteger ids = new AtomicInteger();

  @BeforeEach
  void open() throws IOException {
    rig = new LinkRig(folder);
    transport = rig.connect();
    rig.time.hurry(false);
    rig.runtime.answer(
        query ->
            ScriptedReply.of(PolicyResponse.pending("a-" + ids.incrementAndGet(), "ask", "rule")));
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private CompletionStage<io.portcullis.api.approval.ApprovalDecision> request(
      ToolCall call, String id) {
    return rig.link.approvals().request(call, new Verdict.Pending(id, "ask", "rule", null));
  }

  private ToolCall pending() {
    ToolCall call = rig.call("{\"n\":1}");
    RuntimeDecision decision = Await.await(transport.query(call));
    assertThat(decision.decision()).isEqualTo(RuntimeDecision.PENDING);
    assertThat(decision.approvalId()).isEqualTo("a-" + ids.get());
    assertThat(decision.approvalTimeout()).isEqualTo(Duration.ofSeconds(300));
    return call;
  }

  private static ApprovalNotice said(String id, boolean approved) {
    return new ApprovalNotice(id, approved, "ann", "because", 1);
  }

  @Test
  void approvesTheVeryCallThatTheRuntimeApproved() throws IOException {
    ToolCall call = pending();
    CompletionStage<io.portcullis.api.approval.ApprovalDecision> waiting = request(call, "a-1");
    assertThat(waiting.toCompletableFuture()).isNotDone();
    rig.runtime.push(said("a-1", true));
    io.portcullis.api.approval.ApprovalDecision decision = Await.await(waiting);
    assertThat(decision.outcome()).isEqualTo(Outcome.APPROVED);
    assertThat(decision.tool()).isEqualTo(call.tool());
    assertThat(decision.argumentsDigest()).isEqualTo(call.argumentsDigest());
    assertThat(decision.decidedBy()).isEqualTo("ann");
    assertThat(rig.link.approvals().size()).isZero();
  }

  @Test
  void rejectsACallThatTheRuntimeRejectedOrLetExpire() throws IOException {
    ToolCall call = pending();
    rig.runtime.push(new ApprovalNotice("a-1", false, "timeout", "approval timed out", 1));
    io.portcullis.api.approval.ApprovalDecision decision = Await.await(request(call, "a-1"));
    assertThat(decision.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(decision.reason()).isEqualTo("approval timed out");
  }

  @Test
  void acceptsADecisionThatArrivesTogetherWithThePendingAnswer() throws IOException {
    rig.runtime.answer(
        query ->
            ScriptedReply.of(PolicyResponse.pending("now", "ask", ""))
                .thenStray(said("now", true)));
    ToolCall call = rig.call("{}");
    Await.await(transport.query(call));
    assertThat(Await.await(request(call, "now")).outcome()).isEqualTo(Outcome.APPROVED);
  }

  @Test
  void approvesNoOtherCallAndNoneUnderAnotherId() throws IOException {
    ToolCall first = pending();
    ToolCall second = pending();
    CompletionStage<io.portcullis.api.approval.ApprovalDecision> other = request(second, "a-2");
    assertThat(Await.await(request(first, "a-9")).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    rig.runtime.push(said("a-1", true));
    rig.runtime.push(said("a-9", true));
    rig.runtime.push(said("", true));
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.PENDING);
    assertThat(other.toCompletableFuture()).isNotDone();
    assertThat(Await.await(request(rig.call("{}"), "a-2")).reason()).isEqualTo("no other channel");
  }

  @Test
  void approvalIsUnavailableAfterItsConnectionEndedWhateverANewConnectionSends()
      throws IOException {
    ToolCall early = pending();
    ToolCall late = pending();
    CompletionStage<io.portcullis.api.approval.ApprovalDecision> waiting = request(early, "a-1");
    rig.runtime.hangUp();
    assertThat(Await.await(waiting).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(Await.await(waiting).reason()).startsWith("channel_closed: ");
    rig.time.awaitBackoff(1);
    rig.time.advance(Duration.ofSeconds(5));
    rig.listener.awaitAvailable(2);
    rig.runtime.push(said("a-1", true));
    rig.runtime.push(said("a-2", true));
    assertThat(Await.await(request(late, "a-2")).outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void expiredApprovalLeavesNoEntry() {
    ToolCall asked = pending();
    pending();
    CompletionStage<io.portcullis.api.approval.ApprovalDecision> waiting = request(asked, "a-1");
    rig.time.advance(Duration.ofSeconds(300));
    assertThat(Await.await(waiting).outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(rig.link.approvals().size()).isZero();
  }

  @Test
  void removesACallThatTheGateHasCancelled() {
    ToolCall call = pending();
    request(call, "a-1").toCompletableFuture().cancel(false);
    assertThat(rig.link.approvals().size()).isZero();
    assertThat(Await.await(request(call, "a-1")).reason()).isEqualTo("no other channel");
  }

  @Test
  void deniesWhenTooManyApprovalsArePending() {
    for (int n = 0; n < 8; n++) {
      pending();
    }
    RuntimeDecision decision = rig.answer(transport);
    assertThat(decision.decision()).isEqualTo(RuntimeDecision.ERROR);
    assertThat(decision.reason()).isEqualTo("too many approvals are already pending");
  }

  @Test
  void endsTheLinkWhenOneApprovalIdNamesTwoCalls() {
    rig.runtime.answer(query -> ScriptedReply.of(PolicyResponse.pending("same", "ask", "")));
    ToolCall first = rig.call("{}");
    Await.await(transport.query(first));
    CompletionStage<io.portcullis.api.approval.ApprovalDecision> waiting = request(first, "same");
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.CONFLICT);
    rig.listener.awaitUnavailable(1);
    assertThat(Await.await(waiting).outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void approvalWithoutAnIdIsUnavailable() {
    rig.runtime.answer(query -> ScriptedReply.of(PolicyResponse.pending("", "ask", "")));
    ToolCall call = rig.call("{}");
    Await.await(transport.query(call));
    assertThat(Await.await(request(call, "")).outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }
}
