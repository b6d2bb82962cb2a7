// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.assembly.simulator.QueryScript;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import io.portcullis.testkit.fake.ScriptedApprovals;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * Sends the answers of a scripted runtime and the decisions of a scripted approver over the socket.
 * Faults without a form there become the nearest one: an answer to another call becomes two answers
 * to one query, and an exception ends the connection.
 *
 * @param runtime what is said
 * @param approvals what is decided about calls that the runtime left pending
 */
record TransportScript(ScriptedRuntime runtime, ScriptedApprovals approvals)
    implements QueryScript {
  private static final String PROBE = "portcullis_probe";
  private static final byte[] TWO_ALLOWS = {1, 2, 8, 1, 1, 2, 8, 1};
  private static final int NOBODY_KNOWS = 17;

  @Override
  public ScriptedReply answer(PolicyQuery query) {
    ToolCall call = call(query);
    if (call.tool().equals(PROBE)) {
      return ScriptedReply.of(Decision.ALLOW, "");
    }
    try {
      CompletionStage<RuntimeDecision> stage = runtime.query(call);
      return stage == null ? hangUp() : reply(call, stage.toCompletableFuture().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the connection is gone
      return ScriptedReply.silence();
    } catch (ExecutionException | RuntimeException | LinkageError e) {
      return hangUp();
    }
  }

  private static ScriptedReply hangUp() {
    return ScriptedReply.silence().thenHangUp();
  }

  private static ToolCall call(PolicyQuery query) {
    ActionContext.ToolCall context = (ActionContext.ToolCall) query.context();
    try {
      return ToolCall.of(context.tool(), context.arguments().text())
          .stamped("on the socket", AgentIdentity.of(query.agent().agent()), Instant.MAX);
    } catch (WireException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private ScriptedReply reply(ToolCall call, RuntimeDecision decision) {
    if (decision == null) {
      return hangUp();
    }
    if (!decision.callId().equals(call.id())) {
      return ScriptedReply.raw(TWO_ALLOWS);
    }
    String word = decision.decision() == null ? "" : decision.decision();
    return switch (word) {
      case RuntimeDecision.ALLOW -> ScriptedReply.of(response(Decision.ALLOW.number(), decision));
      case RuntimeDecision.DENY -> ScriptedReply.of(response(Decision.DENY.number(), decision));
      case RuntimeDecision.PENDING -> pending(call, decision);
      case RuntimeDecision.REDACT -> ScriptedReply.of(response(Decision.REDACT.number(), decision));
      case RuntimeDecision.UNSPECIFIED, "" -> ScriptedReply.of(response(0, decision));
      case RuntimeDecision.CONFLICT -> ScriptedReply.raw(TWO_ALLOWS);
      case RuntimeDecision.QUERY_FAILED -> ScriptedReply.silence();
      case RuntimeDecision.CHANNEL_CLOSED, RuntimeDecision.SHUTDOWN, RuntimeDecision.ERROR ->
          hangUp();
      default -> ScriptedReply.of(response(NOBODY_KNOWS, decision));
    };
  }

  /** The approval follows at once. An approver who fails says nothing on the socket. */
  private ScriptedReply pending(ToolCall call, RuntimeDecision decision) {
    ScriptedReply reply = ScriptedReply.of(response(Decision.PENDING.number(), decision));
    ApprovalDecision decided = decided(call, decision);
    if (decided == null
        || (decided.outcome() != ApprovalDecision.Outcome.APPROVED
            && decided.outcome() != ApprovalDecision.Outcome.REJECTED)) {
      return reply;
    }
    boolean approved = decided.outcome() == ApprovalDecision.Outcome.APPROVED;
    return reply.thenStray(
        new io.portcullis.assembly.wire.messages.ApprovalNotice(
            decision.approvalId(), approved, decided.decidedBy(), decided.reason(), 1));
  }

  private ApprovalDecision decided(ToolCall call, RuntimeDecision decision) {
    try {
      CompletionStage<ApprovalDecision> stage =
          approvals.request(
              call, new Verdict.Pending(decision.approvalId(), decision.reason(), "", null));
      CompletableFuture<ApprovalDecision> future =
          stage == null ? null : stage.toCompletableFuture();
      return future != null && future.isDone() ? future.get() : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the connection is gone
      return null;
    } catch (ExecutionException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static PolicyResponse response(int number, RuntimeDecision decision) {
    List<RedactRule> redact =
        decision.redactions().stream()
            .map(redaction -> new RedactRule(redaction.path(), redaction.replacement()))
            .toList();
    return new PolicyResponse(
        number, decision.reason(), decision.rule(), decision.approvalId(), redact, 0);
  }
}
