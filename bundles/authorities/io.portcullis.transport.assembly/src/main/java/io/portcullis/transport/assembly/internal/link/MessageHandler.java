// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.transport.assembly.internal.approval.RuntimeApprovals;
import io.portcullis.transport.assembly.internal.mapping.ResponseMapper;
import io.portcullis.transport.assembly.internal.query.PendingQueries;
import io.portcullis.transport.assembly.internal.query.PendingQuery;
import java.time.Duration;

/**
 * Handles the messages of the runtime: matches each response to its query by the order, and passes
 * approvals on. A response without a query ends the link. Guarded by the lock of its link.
 */
final class MessageHandler {
  private final PendingQueries queries;
  private final HeldAnswers answers;
  private final LinkState state;
  private final RuntimeApprovals approvals;
  private final Duration approvalTimeout;
  private final LinkCounts counts;

  MessageHandler(
      PendingQueries queries,
      HeldAnswers answers,
      LinkState state,
      RuntimeApprovals approvals,
      Duration approvalTimeout,
      LinkCounts counts) {
    this.queries = queries;
    this.answers = answers;
    this.state = state;
    this.approvals = approvals;
    this.approvalTimeout = approvalTimeout;
    this.counts = counts;
  }

  /** Handles a message. */
  void handle(RuntimeMessage message) {
    switch (message.kind()) {
      case POLICY_RESPONSE -> handleResponse((PolicyResponse) message);
      case APPROVAL_DECISION -> {
        if (!approvals.decided((ApprovalNotice) message)) {
          counts.add(LinkCounts.Event.STRAY_APPROVAL);
        }
      }
      case ACK -> counts.add(LinkCounts.Event.ACK);
      case VIOLATION_ALERT -> counts.add(LinkCounts.Event.VIOLATION_ALERT);
      case UNKNOWN -> counts.add(LinkCounts.Event.UNKNOWN_FRAME);
    }
  }

  private void handleResponse(PolicyResponse response) {
    PendingQuery query = queries.next();
    if (query == null || !query.isSent()) {
      conflict("the runtime sent an answer that belongs to no query");
    } else if (state.stage() == LinkState.Stage.PROBED) {
      state.connected();
      queries.finish();
      counts.add(LinkCounts.Event.CONNECTED);
    } else if (query.answer().isDone()) {
      counts.add(LinkCounts.Event.LATE_ANSWER);
    } else {
      answers.hold(query, decision(query.call(), response));
    }
  }

  /** Ends the link in doubt: no answer of the open batch counts, whether held or missing. */
  private void conflict(String why) {
    counts.add(LinkCounts.Event.STRAY_ANSWER);
    state.conflict(why);
  }

  private RuntimeDecision decision(ToolCall call, PolicyResponse response) {
    RuntimeDecision decision = ResponseMapper.decision(call, response, approvalTimeout);
    if (!RuntimeDecision.PENDING.equals(decision.decision())) {
      return decision;
    }
    return switch (approvals.expect(call, decision.approvalId())) {
      case KEPT -> decision;
      case FULL ->
          RuntimeDecision.of(
              call, RuntimeDecision.ERROR, "too many approvals are already pending", "");
      case TWICE -> {
        conflict("the runtime used one approval id for two calls");
        yield decision; // the conflict overrides it
      }
    };
  }
}
