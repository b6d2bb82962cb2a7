// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.evidence;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record of one call: the first when the call is decided, the second when its tool has ended.
 *
 * @param phase whether the call was decided or has ended
 * @param call the call as it was decided, with its arguments after redaction; never log them
 * @param at the time of the record
 * @param mode the mode that applied to the call
 * @param decidedBy the interceptor that decided, as its {@code GovernanceInterceptor.NAME}, or
 *     empty
 * @param transport the transport that it queried, as its {@code RuntimeTransport.NAME}, or empty
 * @param verdict the final verdict
 * @param approvedBy the reviewers who approved or rejected, or empty without an approval
 * @param outcome the outcome of the call; null in the phase {@link Phase#DECIDED}
 * @param elapsedNanos the nanoseconds since the gate received the call
 * @param notes the warnings, such as a redaction that could not be applied under a lenient mode
 */
public record CallRecord(
    Phase phase,
    ToolCall call,
    Instant at,
    EnforcementMode mode,
    String decidedBy,
    String transport,
    Verdict verdict,
    String approvedBy,
    ToolOutcome.@Nullable Kind outcome,
    long elapsedNanos,
    List<String> notes) {

  /** The two records of a call. */
  public enum Phase {
    /** The verdict is final; the tool has not started. */
    DECIDED,
    /** The tool has ended. */
    ENDED
  }

  /**
   * Copies the list.
   *
   * @throws NullPointerException if an argument other than the outcome is null
   */
  public CallRecord {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(decidedBy, "decidedBy");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(approvedBy, "approvedBy");
    notes = List.copyOf(notes);
  }

  /**
   * Returns the kind of the verdict that enforce would have given. An allow by a lenient mode, or
   * one with warnings, would have been a denial.
   *
   * @return the kind of verdict
   */
  public Verdict.Kind underEnforce() {
    boolean lenient = verdict.basis() == Verdict.Basis.LENIENT_MODE || !notes.isEmpty();
    return verdict.kind() == Verdict.Kind.ALLOW && lenient ? Verdict.Kind.DENY : verdict.kind();
  }
}
