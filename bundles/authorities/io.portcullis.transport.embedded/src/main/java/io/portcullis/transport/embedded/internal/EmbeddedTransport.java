// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.policy.DecidedRequest;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
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
    DecidedRequest decided = current.engine().decide(request(call));
    if (decided.suspends()) {
      suspension.accept(call.agent().id());
    }
    RuntimeDecision decision =
        decision(call, decided.decision()).withPolicyDigest(current.digest());
    return CompletableFuture.completedFuture(
        decided.effects().isEmpty()
            ? decision
            : decision.withHistory(HistorySettlement.effects(decided.effects())));
  }

  @Override
  public CompletionStage<RuntimeDecision> preview(ToolCall call) {
    InForce current = inForce;
    return current == null
        ? notLoaded(call)
        : CompletableFuture.completedFuture(
            decision(call, current.engine().evaluate(request(call)))
                .withPolicyDigest(current.digest()));
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

  private static RuntimeDecision decision(ToolCall call, PolicyDecision decision) {
    if (decision instanceof PolicyDecision.Allow) {
      return of(call, RuntimeDecision.ALLOW, decision);
    }
    if (decision instanceof PolicyDecision.Deny denial) {
      return of(call, RuntimeDecision.DENY, decision).withMessage(denial.message());
    }
    if (decision instanceof PolicyDecision.Redact redact) {
      return new RuntimeDecision(
          call.id(),
          RuntimeDecision.REDACT,
          redact.reason(),
          redact.rule(),
          redactions(redact.redactions()),
          "",
          null);
    }
    if (decision instanceof PolicyDecision.NeedsApproval approval) {
      return pending(call, approval);
    }
    return of(call, RuntimeDecision.ERROR, decision);
  }

  private static RuntimeDecision pending(ToolCall call, PolicyDecision.NeedsApproval approval) {
    return new RuntimeDecision(
            call.id(),
            RuntimeDecision.PENDING,
            approval.description().isEmpty()
                ? approval.reason()
                : approval.reason() + " (" + approval.description() + ")",
            approval.rule(),
            redactions(approval.redactions()),
            call.id(),
            approval.timeout())
        .withMessage(approval.message())
        .withApprovers(approval.approvers());
  }

  private static RuntimeDecision of(ToolCall call, String word, PolicyDecision decision) {
    return RuntimeDecision.of(call, word, decision.reason(), decision.rule());
  }

  private static List<Redaction> redactions(
      List<io.portcullis.policy.model.PolicyRedaction> redactions) {
    return redactions.stream()
        .map(redaction -> new Redaction(redaction.pointer(), redaction.replacement()))
        .toList();
  }
}
