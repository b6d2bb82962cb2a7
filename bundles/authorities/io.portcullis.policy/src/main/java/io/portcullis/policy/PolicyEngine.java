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
 * Decides requests by a set of documents. Thread-safe; nothing blocks except, briefly, the count of
 * a rule with a limit. The same request at the same instant has the same decision, limits aside.
 */
public final class PolicyEngine {

  private final Evaluation evaluation;

  /**
   * Makes an engine.
   *
   * @param policies the documents
   * @param limits where calls are counted; to be handed on to the next engine when documents are
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

  /** An engine for which the documents are always active. */
  static PolicyEngine atAnyTime(Policies policies, RateLimits limits, InstantSource clock) {
    return new PolicyEngine(policies, limits, clock, true);
  }

  /**
   * Decides a request. What a decision needs and the request does not have makes it a {@link
   * Fault}, never a {@link PolicyDecision.Allow}.
   */
  public PolicyDecision evaluate(PolicyRequest request) {
    try {
      return evaluation.evaluate(request, RequestArguments.of(request));
    } catch (InvalidArgumentsException e) {
      return new Fault(e.reason(), "request_not_evaluated", "");
    }
  }

  /**
   * Decides a request of which neither the arguments nor the URL are known, such as a recorded one.
   * Limits are counted as {@link #evaluate} would count them.
   *
   * @param request the request; its arguments and its URL are not looked at
   * @return a decision whose kind is that of every request which differs in arguments and URL
   *     alone, except that {@link PolicyDecision.Allow} may hide that data was found of which the
   *     documents only want a note; empty if the decision may hang on what is not known
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
