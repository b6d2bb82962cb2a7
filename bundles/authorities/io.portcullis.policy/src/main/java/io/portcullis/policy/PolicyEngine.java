// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.evaluate.Evaluation;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.request.ArgumentsUnavailableException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyRequest;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Decides requests by a set of documents. Thread-safe. It blocks only briefly, while it counts a
 * call against a limit. Without limits, the same request at the same instant has the same decision.
 */
public final class PolicyEngine {

  private final Evaluation evaluation;

  /**
   * Creates an engine.
   *
   * @param policies the documents
   * @param limits the counters of calls; pass them to the next engine when the documents are
   *     reloaded
   * @param clock for schedules and limits
   */
  public PolicyEngine(Policies policies, RateLimits limits, InstantSource clock) {
    this(policies, limits, clock, false);
  }

  private PolicyEngine(Policies policies, RateLimits limits, InstantSource clock, boolean anyTime) {
    this.evaluation =
        policies.evaluation(
            new Evaluation.EvaluationContext(limits.buckets(), clock, policies.digest(), anyTime));
  }

  /** Returns an engine that ignores the schedules of its documents. */
  static PolicyEngine atAnyTime(Policies policies, RateLimits limits, InstantSource clock) {
    return new PolicyEngine(policies, limits, clock, true);
  }

  /**
   * Decides a request. A request without the data that its decision needs is a {@link Fault}, never
   * a {@link PolicyDecision.Allow}.
   */
  public PolicyDecision evaluate(PolicyRequest request) {
    try {
      return evaluation.evaluate(request, RequestArguments.of(request));
    } catch (InvalidArgumentsException e) {
      return new Fault(e.reason(), "request_not_evaluated", "");
    }
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
      return Optional.of(evaluation.evaluate(request, RequestArguments.withheld(request)));
    } catch (ArgumentsUnavailableException e) {
      return Optional.empty();
    } catch (InvalidArgumentsException e) {
      return Optional.of(new Fault(e.reason(), "request_not_evaluated", ""));
    }
  }
}
