// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;

/** How a call ended, whichever form of the gate it went through. */
public record Ended(
    ToolOutcome.Kind kind,
    String reason,
    Verdict.Basis basis,
    Throwable cause,
    DenialCause denialCause) {

  static Ended of(ToolOutcome<?> outcome) {
    if (outcome instanceof ToolOutcome.Denied<?> denied) {
      return denied(denied.verdict());
    }
    Throwable cause = outcome instanceof ToolOutcome.Failed<?> failed ? failed.cause() : null;
    return new Ended(outcome.kind(), "", null, cause, null);
  }

  static Ended denied(Verdict verdict) {
    DenialCause cause = verdict instanceof Verdict.Deny denial ? denial.cause() : null;
    return new Ended(ToolOutcome.Kind.DENIED, verdict.reason(), verdict.basis(), null, cause);
  }
}
