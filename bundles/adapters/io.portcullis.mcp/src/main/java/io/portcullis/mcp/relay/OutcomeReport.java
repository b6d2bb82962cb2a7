// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.relay;

import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.mcp.governance.GateClient;
import org.jspecify.annotations.Nullable;

/** The decision on which a request was forwarded, whose outcome is reported once. Thread-safe. */
final class OutcomeReport {
  private final GateClient gate;
  private final Runnable onReported;
  private ToolGate.@Nullable Decision decision;

  OutcomeReport(GateClient gate, Runnable onReported) {
    this.gate = gate;
    this.onReported = onReported;
  }

  /** Sets the decision, or null for a request that passes without one. */
  synchronized void set(ToolGate.@Nullable Decision allowed) {
    decision = allowed;
  }

  /** Returns the decision, or null if its outcome was reported or none was set. */
  synchronized ToolGate.@Nullable Decision decision() {
    return decision;
  }

  /** Takes the decision, so that its outcome is not reported here. */
  synchronized ToolGate.@Nullable Decision take() {
    ToolGate.Decision taken = decision;
    decision = null;
    return taken;
  }

  /** Reports the outcome, unless it was reported or taken. */
  void report(ToolOutcome.Kind outcome) {
    ToolGate.Decision allowed = take();
    if (allowed != null) {
      gate.report(allowed, outcome);
      onReported.run();
    }
  }
}
