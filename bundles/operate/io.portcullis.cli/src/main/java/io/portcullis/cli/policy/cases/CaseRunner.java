// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.cli.policy.BatchCall;
import io.portcullis.cli.policy.ReplayClock;
import io.portcullis.policy.DecidedRequest;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyCoverage;
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

/**
 * Decides the calls of cases. Each case starts with an empty history. A call under {@code before}
 * that is allowed also completes; one that asks keeps waiting for its approval.
 */
final class CaseRunner {
  private final TestedPolicy tested;

  CaseRunner(TestedPolicy tested) {
    this.tested = tested;
  }

  /** Decides the calls of a case in order, and returns the decision of the last one. */
  PolicyDecision decide(PolicyCase policyCase) {
    List<BatchCall> calls = new ArrayList<>(policyCase.before());
    calls.add(policyCase.call());
    List<PolicyDecision> decisions = new Pass(tested.policies(), calls).run();
    PolicyCoverage coverage = tested.coverage();
    if (coverage != null) {
      new Pass(tested.policies(), calls).measure(decisions, coverage);
    }
    return decisions.get(decisions.size() - 1);
  }

  /** Decides the calls once, from an empty history on. */
  private static final class Pass {
    private final List<BatchCall> calls;
    private final ReplayClock clock = new ReplayClock();
    private final PolicyHistory history;
    private final PolicyEngine engine;

    Pass(Policies policies, List<BatchCall> calls) {
      this.calls = calls;
      clock.set(Instant.now());
      set(calls.get(0)); // the history must not begin after the first call
      history = new PolicyHistory(clock);
      history.useInMemory(policies);
      engine = new PolicyEngine(policies, new RateLimits(), clock, history);
    }

    List<PolicyDecision> run() {
      List<PolicyDecision> decisions = new ArrayList<>();
      for (int n = 0; n < calls.size(); n++) {
        set(calls.get(n));
        decisions.add(decide(request(n)));
      }
      return decisions;
    }

    /** Measures each call with the history that its decision has seen in the pass before. */
    void measure(List<PolicyDecision> decisions, PolicyCoverage coverage) {
      for (int n = 0; n < calls.size(); n++) {
        set(calls.get(n));
        engine.measure(request(n), decisions.get(n), coverage);
        decide(request(n));
      }
    }

    private PolicyRequest request(int n) {
      return calls.get(n).request().within("", "call-" + n);
    }

    private void set(BatchCall call) {
      Instant now = call.now();
      if (now != null) {
        clock.set(now);
      }
    }

    private PolicyDecision decide(PolicyRequest request) {
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
}
