// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.cli.policy.BatchCall;
import io.portcullis.cli.policy.ReplayClock;
import io.portcullis.policy.DecidedRequest;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyHistory;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Decides the calls of cases. Each case starts with an empty history. A call under {@code before}
 * that is allowed also completes; one that asks keeps waiting for its approval.
 */
final class CaseRunner {
  private final Policies policies;

  CaseRunner(Policies policies) {
    this.policies = policies;
  }

  /** Decides the calls of a case in order, and returns the decision of the last one. */
  PolicyDecision decide(PolicyCase policyCase) {
    List<BatchCall> calls = new ArrayList<>(policyCase.before());
    calls.add(policyCase.call());
    ReplayClock clock = new ReplayClock();
    clock.set(Instant.now());
    set(clock, calls.get(0)); // the history must not begin after the first call
    PolicyHistory history = new PolicyHistory(clock);
    history.useInMemory(policies);
    PolicyEngine engine = new PolicyEngine(policies, new RateLimits(), clock, history);
    PolicyDecision last = null;
    for (int n = 0; n < calls.size(); n++) {
      set(clock, calls.get(n));
      last = decide(engine, history, calls.get(n).request().within("", "call-" + n));
    }
    return Objects.requireNonNull(last);
  }

  private static void set(ReplayClock clock, BatchCall call) {
    Instant now = call.now();
    if (now != null) {
      clock.set(now);
    }
  }

  private static PolicyDecision decide(
      PolicyEngine engine, PolicyHistory history, PolicyRequest request) {
    DecidedRequest decided = engine.decide(request);
    PolicyDecision decision = decided.decision();
    if (!(decision instanceof NeedsApproval)) {
      boolean allowed = decision instanceof Allow || decision instanceof Redact;
      history.decided(request.call(), allowed, decided.effects());
      if (allowed) {
        history.completed(request.call());
      }
    }
    return decision;
  }
}
