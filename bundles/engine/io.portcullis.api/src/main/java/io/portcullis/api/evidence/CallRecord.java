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
 * What became of one call: one record when it was decided, and one more when its tool has ended.
 *
 * @param phase which of the two
 * @param call the call as it was decided, its arguments after redaction; never log them
 * @param at when the record was made
 * @param mode the mode that applied
 * @param decidedBy the interceptor that decided, as its {@code GovernanceInterceptor.NAME}, or
 *     empty
 * @param transport the transport that it asked, as its {@code RuntimeTransport.NAME}, or empty
 * @param verdict the final verdict
 * @param approvedBy who approved or rejected, or empty if nobody was asked
 * @param outcome how the tool ended, null in the phase {@link Phase#DECIDED}
 * @param elapsedNanos nanoseconds since the gate was called
 * @param notes what else must be known, such as a redaction that could not be applied under a
 *     lenient mode
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

  /** When a record is made. */
  public enum Phase {
    /** The verdict is final; the tool has not started. */
    DECIDED,
    /** The tool has ended. */
    ENDED
  }

  /** Copies the list; refuses nulls but for the outcome. */
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
   * What the verdict would have been under enforce: an allow that rests on a lenient mode, or that
   * went past something noted, would have been a denial.
   *
   * @return the kind of the verdict that enforce would have given
   */
  public Verdict.Kind underEnforce() {
    boolean lenient = verdict.basis() == Verdict.Basis.LENIENT_MODE || !notes.isEmpty();
    return verdict.kind() == Verdict.Kind.ALLOW && lenient ? Verdict.Kind.DENY : verdict.kind();
  }
}
