// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.HistoryEffects;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.policy.DecidedRequest;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyRedaction;
import io.portcullis.policy.model.PolicyRequest;
import io.portcullis.transport.embedded.internal.history.HistorySettlement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transport to a policy engine in this process. A reload replaces the engine between two queries.
 */
public final class EmbeddedTransport implements RuntimeTransport {
  /** The name of the transport. */
  public static final String NAME = "embedded";

  /**
   * The engine and its digest; they change together, so that a decision names the policy that made
   * it.
   */
  private record InForce(PolicyEngine engine, String digest) {}

  private volatile @Nullable InForce inForce;
  private volatile Consumer<String> suspension = agent -> {};

  /** Creates a transport that answers {@code shutdown} until it gets an engine. */
  public EmbeddedTransport() {}

  /**
   * Uses another engine from the next query on.
   *
   * @param engine the engine
   * @param digest the digest of its documents
   */
  public void decideBy(PolicyEngine engine, String digest) {
    inForce = new InForce(engine, digest);
  }

  /**
   * Sets the way in which an agent is suspended that has exceeded its budget.
   *
   * @param way gets the id of the agent; it must not block
   */
  public void suspendBy(Consumer<String> way) {
    suspension = way;
  }

  /** Answers {@code shutdown} from the next query on, because no policy is loaded any more. */
  public void decideNoMore() {
    inForce = null;
  }

  @Override
  public CompletionStage<RuntimeDecision> query(ToolCall call) {
    InForce current = inForce;
    if (current == null) {
      return notLoaded(call);
    }
    if (!current.engine().keepsHistory()) {
      return evaluated(call, current);
    }
    DecidedRequest decided = current.engine().decide(request(call));
    if (decided.suspends()) {
      suspension.accept(call.agent().id());
    }
    HistoryEffects effects = HistorySettlement.effects(decided.effects());
    return CompletableFuture.completedFuture(
        decision(call, decided.decision(), effects, current.digest()));
  }

  @Override
  public CompletionStage<RuntimeDecision> preview(ToolCall call) {
    InForce current = inForce;
    return current == null ? notLoaded(call) : evaluated(call, current);
  }

  private static CompletionStage<RuntimeDecision> evaluated(ToolCall call, InForce current) {
    PolicyDecision decision = current.engine().evaluate(request(call));
    return CompletableFuture.completedFuture(
        decision(call, decision, HistoryEffects.NONE, current.digest()));
  }

  private static CompletionStage<RuntimeDecision> notLoaded(ToolCall call) {
    return CompletableFuture.completedFuture(
        RuntimeDecision.of(call, RuntimeDecision.SHUTDOWN, "no policy is loaded", ""));
  }

  @Override
  public String policyDigest() {
    InForce current = inForce;
    return current == null ? "" : current.digest();
  }

  private static PolicyRequest request(ToolCall call) {
    AgentIdentity agent = call.agent();
    AgentIdentity caller = call.caller();
    return new PolicyRequest(
        agent.org(),
        agent.team(),
        agent.id(),
        action(call),
        call.tool(),
        call.source(),
        call.arguments(),
        call.targetUrl(),
        caller == null ? null : new PolicyRequest.Caller(caller.org(), caller.team(), caller.id()),
        call.hints(),
        call.trace().traceId(),
        call.id());
  }

  private static Action action(ToolCall call) {
    return switch (call.action()) {
      case TOOL_CALL -> Action.TOOL_CALL;
      case TOOL_RESULT -> Action.TOOL_RESULT;
      case LLM_CALL -> Action.LLM_CALL;
      case FILE_OPERATION -> Action.FILE_OPERATION;
      case NETWORK_CALL -> Action.NETWORK_CALL;
      case PROCESS_EXEC -> Action.PROCESS_EXEC;
    };
  }

  private static RuntimeDecision decision(
      ToolCall call, PolicyDecision decision, HistoryEffects effects, String digest) {
    NeedsApproval approval = decision instanceof NeedsApproval asked ? asked : null;
    return new RuntimeDecision(
        call.id(),
        word(decision),
        approval == null ? decision.reason() : reason(approval),
        decision.rule(),
        redactions(decision),
        approval == null ? "" : call.id(),
        approval == null ? null : approval.timeout(),
        digest,
        message(decision),
        approval == null ? List.of() : approval.approvers(),
        effects);
  }

  /** Returns the word of a decision; a fault is an error, which is no decision of the policy. */
  private static String word(PolicyDecision decision) {
    if (decision instanceof PolicyDecision.Allow) {
      return RuntimeDecision.ALLOW;
    }
    if (decision instanceof PolicyDecision.Deny) {
      return RuntimeDecision.DENY;
    }
    if (decision instanceof PolicyDecision.Redact) {
      return RuntimeDecision.REDACT;
    }
    return decision instanceof NeedsApproval ? RuntimeDecision.PENDING : RuntimeDecision.ERROR;
  }

  private static String reason(NeedsApproval approval) {
    return approval.description().isEmpty()
        ? approval.reason()
        : approval.reason() + " (" + approval.description() + ")";
  }

  private static List<Redaction> redactions(PolicyDecision decision) {
    if (decision instanceof PolicyDecision.Redact redact) {
      return redactions(redact.redactions());
    }
    return decision instanceof NeedsApproval approval
        ? redactions(approval.redactions())
        : List.of();
  }

  private static List<Redaction> redactions(List<PolicyRedaction> redactions) {
    return redactions.stream()
        .map(redaction -> new Redaction(redaction.pointer(), redaction.replacement()))
        .toList();
  }

  private static String message(PolicyDecision decision) {
    if (decision instanceof PolicyDecision.Deny denial) {
      return denial.message();
    }
    return decision instanceof NeedsApproval approval ? approval.message() : "";
  }
}
