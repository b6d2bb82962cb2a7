// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

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
 * @param decidedBy the interceptor that decided, as its {@link GovernanceInterceptor#NAME}, or
 *     empty
 * @param verdict the final verdict
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
    Verdict verdict,
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
    Objects.requireNonNull(verdict, "verdict");
    notes = List.copyOf(notes);
  }
}
