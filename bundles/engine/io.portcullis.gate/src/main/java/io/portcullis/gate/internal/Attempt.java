// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.CallRecord;
import io.portcullis.api.DenialCause;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a call pass: the call under its own id, how long it may take, the mode in
 * which it began, and its records. Used by one thread at a time.
 */
final class Attempt {
  /** Any longer, and it could not be counted in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final GateContext gate;
  private final boolean preview;
  private final EnforcementMode modeAtStart;
  private final long startedNanos;

  /** What the adapter allows, in nanoseconds since the start. */
  private final long ownNanos;

  private List<String> notes = List.of();

  /** What the call may take at present, in nanoseconds since the start. */
  private long deadlineNanos;

  private ToolCall call;
  private String approvedBy = "";
  private boolean recorded;

  /** A preview leaves no record. */
  Attempt(GateContext gate, ToolCall unstamped, boolean preview) {
    this.gate = gate;
    this.preview = preview;
    modeAtStart = gate.mode();
    startedNanos = gate.clock().nanoTime();
    Instant now = gate.clock().instant();
    ownNanos = nanosUntil(unstamped.deadline(), now);
    deadlineNanos = Math.min(ownNanos, counted(gate.limits().deadline()));
    AgentIdentity agent = unstamped.agent();
    call =
        unstamped.stamped(
            gate.ids().get(),
            agent.equals(AgentIdentity.UNKNOWN) ? gate.limits().defaultAgent() : agent,
            now.plusNanos(deadlineNanos));
  }

  /** The one look at the wall clock: from here on only the time that has passed counts. */
  private static long nanosUntil(@Nullable Instant deadline, Instant now) {
    return deadline == null ? LONGEST.toNanos() : counted(Duration.between(now, deadline));
  }

  private static long counted(Duration time) {
    if (time.isNegative()) {
      return time.compareTo(LONGEST.negated()) < 0 ? -LONGEST.toNanos() : time.toNanos();
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : time.toNanos();
  }

  private long elapsedNanos() {
    return gate.clock().nanoTime() - startedNanos;
  }

  boolean preview() {
    return preview;
  }

  ToolCall call() {
    return call;
  }

  void useArguments(String arguments) {
    call = call.withArguments(arguments);
  }

  /** Gives the call that much time from now on, unless its adapter gave it less. */
  void allowTime(Duration most) {
    long elapsed = elapsedNanos();
    deadlineNanos = Math.min(ownNanos, elapsed + counted(most));
    Instant deadline = gate.clock().instant().plusNanos(deadlineNanos - elapsed);
    call = call.stamped(call.id(), call.agent(), deadline);
  }

  boolean late() {
    return elapsedNanos() > deadlineNanos;
  }

  /** How long may still be waited; nothing is ever waited for longer. */
  long patienceNanos() {
    return Math.max(0, deadlineNanos - elapsedNanos());
  }

  /** Whether the stricter of the mode at the start and the mode now lets faults through. */
  boolean lenient() {
    return modeAtStart.stricter(gate.mode()).lenient();
  }

  Verdict fault(String reason, DenialCause cause) {
    return gate.onFault(modeAtStart, reason, cause);
  }

  /** Takes down what only a lenient mode lets the call go past. */
  void note(String text) {
    List<String> more = new ArrayList<>(notes);
    more.add(text);
    notes = more;
  }

  List<String> notes() {
    return notes;
  }

  /** Takes down who decided about an approval. */
  void approvedBy(String who) {
    approvedBy = who;
  }

  boolean evidenceRequired() {
    return gate.limits().evidenceRequired();
  }

  /** Records the decision and tells when the journal has it. */
  CompletionStage<Void> recordEvidence(Verdict verdict, Surroundings.@Nullable Seen asked) {
    recorded = true;
    return gate.client().append(record(CallRecord.Phase.DECIDED, verdict, asked, null));
  }

  /** Records the decision, unless there is a record of it already. */
  void recordDecision(Verdict verdict, Surroundings.@Nullable Seen asked) {
    if (!recorded) {
      recorded = true;
      append(CallRecord.Phase.DECIDED, verdict, asked, null);
    }
  }

  /** Records a denial; where an allow is on record, as the end of that call. */
  void recordDenial(Verdict.Deny denial, Surroundings.@Nullable Seen asked) {
    if (recorded) {
      recordEnd(denial, asked, ToolOutcome.Kind.DENIED);
    } else {
      recordDecision(denial, asked);
    }
  }

  void recordEnd(Verdict verdict, Surroundings.@Nullable Seen asked, ToolOutcome.Kind outcome) {
    append(CallRecord.Phase.ENDED, verdict, asked, outcome);
  }

  private void append(
      CallRecord.Phase phase,
      Verdict verdict,
      Surroundings.@Nullable Seen asked,
      ToolOutcome.@Nullable Kind outcome) {
    if (!preview) {
      gate.append(() -> record(phase, verdict, asked, outcome));
    }
  }

  @SuppressWarnings("NullAway") // javac drops the annotation of a compact constructor's parameter
  private CallRecord record(
      CallRecord.Phase phase,
      Verdict verdict,
      Surroundings.@Nullable Seen asked,
      ToolOutcome.@Nullable Kind outcome) {
    return new CallRecord(
        phase,
        call,
        gate.clock().instant(),
        modeAtStart.stricter(gate.mode()),
        Surroundings.Seen.nameOf(asked),
        Surroundings.Seen.transportOf(asked),
        verdict,
        approvedBy,
        outcome,
        elapsedNanos(),
        notes);
  }
}
