// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.cli.policy.BatchCall;
import io.portcullis.cli.policy.ReplayClock;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Instant;

/** Decides the calls of cases. Each case starts without earlier calls. */
final class CaseRunner {
  private final Policies policies;

  CaseRunner(Policies policies) {
    this.policies = policies;
  }

  /** Decides the calls of a case in order, and returns the decision of the last one. */
  PolicyDecision decide(PolicyCase policyCase) {
    ReplayClock clock = new ReplayClock();
    clock.set(Instant.now());
    PolicyEngine engine = new PolicyEngine(policies, new RateLimits(), clock);
    policyCase.before().forEach(call -> decide(engine, clock, call));
    return decide(engine, clock, policyCase.call());
  }

  private static PolicyDecision decide(PolicyEngine engine, ReplayClock clock, BatchCall call) {
    Instant now = call.now();
    if (now != null) {
      clock.set(now);
    }
    return engine.evaluate(request(call.call()));
  }

  private static PolicyRequest request(ToolCall call) {
    AgentIdentity agent = call.agent();
    return new PolicyRequest(
        agent.org(),
        agent.team(),
        agent.id(),
        Action.valueOf(call.action().name()),
        call.tool(),
        call.source(),
        call.arguments(),
        call.targetUrl());
  }
}
