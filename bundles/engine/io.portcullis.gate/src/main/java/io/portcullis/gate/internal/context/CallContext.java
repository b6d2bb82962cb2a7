// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.DenialCause;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The context of one evaluation: the call under its own id, its deadline, the mode at its start,
 * the services of the current step, and its records. Used by one thread at a time.
 */
public final class CallContext {
  /** The longest time whose nanoseconds fit into a long. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final GateContext gate;
  private final boolean preview;
  private final EnforcementMode modeAtStart;
  private final long startedNanos;

  /** The deadline of the adapter, in nanoseconds since the start. */
  private final long adapterNanos;

  private List<String> warnings = List.of();

  /** The current deadline of the call, in nanoseconds since the start. */
  private long deadlineNanos;

  private ToolCall call;
  private String approvedBy = "";
  private boolean recorded;

  /** The services of the current step; null until the step needs one. */
  private @Nullable ServiceSnapshot services;

  /** The mode of the current step; null until the step needs it. */
  private @Nullable EnforcementMode mode;

  /** Stamps a call and starts its time. A preview leaves no record. */
  public CallContext(GateContext gate, ToolCall unstamped, boolean preview) {
    this.gate = gate;
    this.preview = preview;
    modeAtStart = gate.mode();
    startedNanos = gate.clock().nanoTime();
    Instant now = gate.clock().instant();
    adapterNanos = nanosUntil(unstamped.deadline(), now);
    deadlineNanos = Math.min(adapterNanos, counted(gate.limits().deadline()));
    AgentIdentity agent = unstamped.agent();
    call =
        unstamped.stamped(
            gate.ids().get(),
            agent.equals(AgentIdentity.UNKNOWN) ? gate.limits().defaultAgent() : agent,
            now.plusNanos(deadlineNanos));
  }

  /** Converts the deadline by the wall clock once; after that, only elapsed time counts. */
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

  public boolean preview() {
    return preview;
  }

  public ToolCall call() {
    return call;
  }

  public void useArguments(String arguments) {
    call = call.withArguments(arguments);
  }

  /** Sets the deadline to a time from now, unless the adapter's deadline is earlier. */
  public void extendDeadline(Duration most) {
    long elapsed = elapsedNanos();
    deadlineNanos = Math.min(adapterNanos, elapsed + counted(most));
    Instant deadline = gate.clock().instant().plusNanos(deadlineNanos - elapsed);
    call = call.stamped(call.id(), call.agent(), deadline);
  }

  public boolean isExpired() {
    return elapsedNanos() > deadlineNanos;
  }

  /** Returns the nanoseconds until the deadline, which bounds every wait; never negative. */
  public long remainingNanos() {
    return Math.max(0, deadlineNanos - elapsedNanos());
  }

  /**
   * Drops the snapshot of the services. Called at the start of each step, and within a step after
   * each call of a service that may take time or change others, so that no later check of the step
   * uses an older state.
   */
  public void beginStep() {
    services = null;
    mode = null;
  }

  /** Returns the services of the current step, looked up when the step first needs one. */
  public ServiceSnapshot services() {
    ServiceSnapshot current = services;
    if (current == null) {
      current = gate.services().snapshot();
      services = current;
    }
    return current;
  }

  /** Returns whether the stricter of the mode at the start and the mode now forgives faults. */
  public boolean lenient() {
    return strictestMode().lenient();
  }

  private EnforcementMode strictestMode() {
    EnforcementMode current = mode;
    if (current == null) {
      current = modeAtStart.stricter(modeNow());
      mode = current;
    }
    return current;
  }

  private EnforcementMode modeNow() {
    try {
      return GateContext.mode(services());
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // also a look at the services that fails
      return EnforcementMode.ENFORCE;
    }
  }

  /**
   * Decides a fault by the stricter of the mode at the start and the mode now. Asking a lenient
   * mode policy ends the snapshot of the step.
   */
  public Verdict fault(String reason, DenialCause cause) {
    if (!lenient()) {
      return Verdict.Deny.fault(reason, cause);
    }
    Verdict verdict = GateContext.onFault(services().mode(), reason, cause);
    beginStep();
    return verdict;
  }

  /** Adds a warning about a fault that only a lenient mode forgives. */
  public void addWarning(String text) {
    List<String> more = new ArrayList<>(warnings);
    more.add(text);
    warnings = more;
  }

  public List<String> warnings() {
    return warnings;
  }

  /** Sets who decided the approval, for the records. */
  public void approvedBy(String reviewers) {
    approvedBy = reviewers;
  }

  public boolean evidenceRequired() {
    return gate.limits().evidenceRequired();
  }

  /** Records the decision; the returned stage completes when the journal has it. */
  public CompletionStage<Void> recordEvidence(
      Verdict verdict, ServiceSnapshot.@Nullable InterceptorSnapshot asked) {
    recorded = true;
    return gate.reporter().append(record(CallRecord.Phase.DECIDED, verdict, asked, null));
  }

  /** Records the decision, unless it was recorded before. */
  public void recordDecision(Verdict verdict, ServiceSnapshot.@Nullable InterceptorSnapshot asked) {
    if (!recorded) {
      recorded = true;
      append(CallRecord.Phase.DECIDED, verdict, asked, null);
    }
  }

  /** Records a denial; if an allow was recorded before, as the end of that call. */
  public void recordDenial(
      Verdict.Deny denial, ServiceSnapshot.@Nullable InterceptorSnapshot asked) {
    if (recorded) {
      recordEnd(denial, asked, ToolOutcome.Kind.DENIED);
    } else {
      recordDecision(denial, asked);
    }
  }

  public void recordEnd(
      Verdict verdict,
      ServiceSnapshot.@Nullable InterceptorSnapshot asked,
      ToolOutcome.Kind outcome) {
    append(CallRecord.Phase.ENDED, verdict, asked, outcome);
  }

  private void append(
      CallRecord.Phase phase,
      Verdict verdict,
      ServiceSnapshot.@Nullable InterceptorSnapshot asked,
      ToolOutcome.@Nullable Kind outcome) {
    if (!preview) {
      gate.append(() -> record(phase, verdict, asked, outcome));
    }
  }

  @SuppressWarnings("NullAway") // javac drops the annotation of a compact constructor's parameter
  private CallRecord record(
      CallRecord.Phase phase,
      Verdict verdict,
      ServiceSnapshot.@Nullable InterceptorSnapshot asked,
      ToolOutcome.@Nullable Kind outcome) {
    return new CallRecord(
        phase,
        call,
        gate.clock().instant(),
        strictestMode(),
        ServiceSnapshot.InterceptorSnapshot.nameOf(asked),
        ServiceSnapshot.InterceptorSnapshot.transportOf(asked),
        verdict,
        approvedBy,
        outcome,
        elapsedNanos(),
        warnings);
  }
}
