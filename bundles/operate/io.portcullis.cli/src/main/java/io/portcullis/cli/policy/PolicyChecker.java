// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.policy.PolicySelfTest;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.standalone.Portcullis;
import io.portcullis.standalone.PortcullisBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides calls with its own engine, through the whole gate. No tool runs. */
final class PolicyChecker implements AutoCloseable {
  private final ReplayClock clock = new ReplayClock();
  private final Portcullis engine;
  private final List<PolicyProblem> refusal;

  /** Starts at an instant, or with the system clock if that is null. */
  PolicyChecker(Path policy, EnforcementMode mode, @Nullable Instant now) throws PolicyException {
    if (now != null) {
      clock.set(now);
    }
    PortcullisBuilder builder = Portcullis.builder().policies(policy).mode(mode).clock(clock);
    List<PolicyProblem> refused = List.of();
    Portcullis built;
    try {
      built = builder.build();
    } catch (PolicyException e) {
      built = builder.selfTest(PolicySelfTest.NONE).build();
      refused = e.problems();
    }
    engine = built;
    refusal = refused;
  }

  /** Returns why a running engine would refuse these documents; empty if it would use them. */
  List<PolicyProblem> refusal() {
    return refusal;
  }

  /** Returns the warning about documents that a running engine would refuse. */
  static String warning(PolicyProblem refusal) {
    return "portcullis: warning: an engine that runs denies every call with this policy: "
        + refusal;
  }

  /** Decides a call at an instant; null does not change the clock. */
  CheckResult check(ToolCall call, @Nullable Instant now) {
    if (now != null) {
      clock.set(now);
    }
    ToolGate.Decision decision = engine.gate().preview(call).toCompletableFuture().join();
    return new CheckResult(decision.verdict(), decision.call().arguments());
  }

  @Override
  public void close() {
    engine.close();
  }
}
