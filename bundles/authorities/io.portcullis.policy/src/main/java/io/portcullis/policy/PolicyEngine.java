// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.evaluate.Evaluation;
import io.portcullis.policy.internal.evaluate.Evaluation.EvaluationContext;
import io.portcullis.policy.internal.explain.CallExplainer;
import io.portcullis.policy.internal.history.HistoryReads;
import io.portcullis.policy.internal.history.HistoryState;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.ArgumentsUnavailableException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.model.CallEffects;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyExplanation;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests by a set of documents. Thread-safe. It blocks only briefly, while it counts a
 * call against a limit. Without limits, the same request at the same instant has the same decision.
 */
public final class PolicyEngine {

  /** After so many decisions that were out of date, the last one excludes other calls. */
  private static final int MAX_TRIES = 4;

  /** The time for which a reservation holds without a record of its call. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EvaluationContext context;
  private final Evaluation evaluation;

  /** Repeats a decision whose first try has taken a token of an hourly limit. */
  private final Evaluation repetition;

  private final Policies policies;
  private final InstantSource clock;
  private final @Nullable HistoryState history;
  private final boolean keepsHistory;

  /**
   * Creates an engine.
   *
   * @param policies the documents
   * @param limits the counters of calls; pass them to the next engine when the documents are
   *     reloaded
   * @param clock for schedules and limits
   */
  public PolicyEngine(Policies policies, RateLimits limits, InstantSource clock) {
    this(policies, limits, clock, null, ModelPrices.BUILT_IN, false);
  }

  /**
   * Creates an engine with a history, which must track the documents.
   *
   * @param policies the documents
   * @param limits the counters of calls; pass them to the next engine when the documents are
   *     reloaded
   * @param clock for schedules and limits
   * @param history the counters and labels of calls; pass them to the next engine, too
   */
  public PolicyEngine(
      Policies policies, RateLimits limits, InstantSource clock, PolicyHistory history) {
    this(policies, limits, clock, history, ModelPrices.BUILT_IN);
  }

  /**
   * Creates an engine with a history and with prices of models.
   *
   * @param policies the documents
   * @param limits the counters of calls; pass them to the next engine when the documents are
   *     reloaded
   * @param clock for schedules and limits
   * @param history the counters and labels of calls; pass them to the next engine, too
   * @param prices the prices by which budgets count calls of models
   */
  public PolicyEngine(
      Policies policies,
      RateLimits limits,
      InstantSource clock,
      PolicyHistory history,
      ModelPrices prices) {
    this(policies, limits, clock, history.state(), prices, false);
  }

  private PolicyEngine(
      Policies policies,
      RateLimits limits,
      InstantSource clock,
      @Nullable HistoryState history,
      ModelPrices prices,
      boolean anyTime) {
    this.policies = policies;
    this.clock = clock;
    this.keepsHistory = policies.keepsHistory();
    this.history = keepsHistory ? history : null;
    this.context =
        new EvaluationContext(limits.buckets(), clock, policies.digest(), anyTime, prices.table());
    this.evaluation = policies.evaluation(context);
    this.repetition = evaluation.withoutLimits();
  }

  /** Returns an engine that ignores the schedules of its documents. */
  static PolicyEngine atAnyTime(Policies policies, RateLimits limits, InstantSource clock) {
    return new PolicyEngine(policies, limits, clock, null, ModelPrices.BUILT_IN, true);
  }

  /**
   * Returns whether decisions read or add to a history. Otherwise {@link #evaluate} and {@link
   * #decide} do the same.
   */
  public boolean keepsHistory() {
    return keepsHistory;
  }

  /**
   * Decides a request and reserves nothing. A request without the data that its decision needs is a
   * {@link Fault}, never a {@link PolicyDecision.Allow}.
   */
  public PolicyDecision evaluate(PolicyRequest request) {
    HistoryState state = history;
    return evaluate(evaluation, request, view(request, state == null ? null : state.look()));
  }

  /**
   * Decides a request as {@link #evaluate} does, and explains the decision. It counts against
   * limits as {@link #evaluate} does, and is much slower: use it for authors, not for calls.
   *
   * @param request the request
   * @return the decision with what stages and rules say; it contains values of the arguments
   */
  public PolicyExplanation explain(PolicyRequest request) {
    HistoryState state = history;
    HistoryReads reads = state == null ? null : state.look();
    EvaluationContext now = context.at(clock.instant());
    PolicyDecision decision = evaluate(policies.evaluation(now), request, view(request, reads));
    return new CallExplainer(policies.lookup(), now)
        .explain(request, view(request, reads), decision);
  }

  /**
   * Records which rules a request reaches at this instant. It decides nothing, counts nothing and
   * reserves nothing, and is much slower than a decision.
   *
   * @param request the request
   * @param decision the decision of an engine with the same documents, limits and history, which
   *     tells whether a limit objects
   * @param coverage where to record it; created with the documents of this engine
   */
  public void measure(PolicyRequest request, PolicyDecision decision, PolicyCoverage coverage) {
    HistoryState state = history;
    DecisionHistory view = view(request, state == null ? null : state.look());
    coverage.meter().measure(request, context.at(clock.instant()), view, decision);
  }

  private DecisionHistory view(PolicyRequest request, @Nullable HistoryReads reads) {
    return keepsHistory
        ? new DecisionHistory(policies.counters(), reads, request)
        : DecisionHistory.NONE;
  }

  private static PolicyDecision evaluate(
      Evaluation by, PolicyRequest request, DecisionHistory view) {
    try {
      return by.evaluate(request, RequestArguments.of(request), view);
    } catch (InvalidArgumentsException e) {
      return new Fault(e.reason(), "request_not_evaluated", "");
    }
  }

  /**
   * Decides a request and reserves what its call adds to the history, in one step: what the
   * decision has read of the history is unchanged when the call is counted.
   *
   * @param request the request, with the id of its call
   * @return the decision; its call must be settled in the history
   */
  public DecidedRequest decide(PolicyRequest request) {
    HistoryState state = history;
    if (state == null) {
      DecisionHistory view = view(request, null);
      return new DecidedRequest(
          evaluate(evaluation, request, view), CallEffects.NONE, view.suspends());
    }
    for (int tries = 1; tries < MAX_TRIES; tries++) {
      DecidedRequest decided = decide(tries == 1 ? evaluation : repetition, request, state);
      if (decided != null) {
        return decided;
      }
    }
    return state.exclusively(() -> decideFinally(request, state));
  }

  private DecidedRequest decideFinally(PolicyRequest request, HistoryState state) {
    DecidedRequest decided = decide(repetition, request, state);
    return decided == null
        ? denied(new Fault("the history keeps changing", "request_not_evaluated", ""))
        : decided;
  }

  /** Returns null if another call has changed what the decision has read. */
  private @Nullable DecidedRequest decide(
      Evaluation by, PolicyRequest request, HistoryState state) {
    HistoryReads reads = state.begin(request.call());
    DecisionHistory view = view(request, reads);
    PolicyDecision decision = evaluate(by, request, view);
    if (decision instanceof PolicyDecision.Deny || decision instanceof Fault) {
      return new DecidedRequest(decision, CallEffects.NONE, view.suspends());
    }
    return switch (state.reserve(request.call(), view.effects(), reads, latest(decision))) {
      case DONE -> new DecidedRequest(decision, view.effects(), false);
      case CHANGED -> null;
      case NO_ROOM ->
          denied(
              new Fault(
                  "the history has no room for another subject of this agent",
                  "request_not_evaluated",
                  ""));
    };
  }

  private static DecidedRequest denied(Fault fault) {
    return new DecidedRequest(fault, CallEffects.NONE, false);
  }

  private Instant latest(PolicyDecision decision) {
    Duration waits =
        decision instanceof PolicyDecision.NeedsApproval approval
            ? approval.timeout()
            : Duration.ZERO;
    return clock.instant().plus(waits).plus(PATIENCE);
  }

  /**
   * Decides a request without its arguments and URL, such as a recorded one. Limits are counted as
   * {@link #evaluate} would count them.
   *
   * @param request the request; its arguments and its URL are not read
   * @return the decision for every request that differs in arguments and URL alone; an {@link
   *     PolicyDecision.Allow} may hide that data was found for which the documents only ask for a
   *     note. Empty if the decision may depend on the arguments or the URL
   */
  public Optional<PolicyDecision> evaluateWithoutArguments(PolicyRequest request) {
    try {
      HistoryState state = history;
      DecisionHistory view = view(request, state == null ? null : state.look());
      return Optional.of(evaluation.evaluate(request, RequestArguments.withheld(request), view));
    } catch (ArgumentsUnavailableException e) {
      return Optional.empty();
    } catch (InvalidArgumentsException e) {
      return Optional.of(new Fault(e.reason(), "request_not_evaluated", ""));
    }
  }
}
