// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import io.portcullis.api.DenialCause;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.gate.internal.arguments.ArgumentGuard;
import io.portcullis.gate.internal.reporting.DenialThrottle;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.gate.internal.services.GateServices;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The parts of a gate that every call needs. Immutable and thread-safe.
 *
 * @param services the source of the services
 * @param limits the limits of the gate
 * @param guard the validator of arguments
 * @param reporter the reporter of approvals and records
 * @param clock the clocks
 * @param ids the generator of unique call ids
 * @param selfTest the call that a runtime must have denied before its allows count
 * @param throttle the limit on the records of denials
 */
public record GateContext(
    GateServices services,
    GateLimits limits,
    ArgumentGuard guard,
    RecordingCallReporter reporter,
    Clocks clock,
    Supplier<String> ids,
    SelfTest selfTest,
    DenialThrottle throttle) {

  /**
   * The two clocks of the gate. The wall clock dates records. The monotonic clock measures waits,
   * since setting the wall clock back would extend them.
   *
   * @param wall the wall clock
   * @param nanos the monotonic clock, in nanoseconds since an arbitrary moment
   */
  public record Clocks(InstantSource wall, LongSupplier nanos) {
    public Instant instant() {
      return wall.instant();
    }

    long nanoTime() {
      return nanos.getAsLong();
    }
  }

  /** Returns the mode now; a mode that cannot be read is enforce. */
  public EnforcementMode mode() {
    try {
      return mode(services.snapshot());
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      return EnforcementMode.ENFORCE;
    }
  }

  /** Returns the mode that a snapshot's policy names now; one that cannot be read is enforce. */
  static EnforcementMode mode(ServiceSnapshot snapshot) {
    try {
      EnforcementMode mode = snapshot.mode().mode();
      return mode == null ? EnforcementMode.ENFORCE : mode;
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      return EnforcementMode.ENFORCE;
    }
  }

  /** Returns the digest of the policy by which an interceptor decides now; empty if unknown. */
  public static String policyDigest(GovernanceInterceptor interceptor) {
    try {
      String digest = interceptor.policyDigest();
      return digest == null ? "" : digest;
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // also an interceptor that was built against an older API
      return "";
    }
  }

  /** Returns the verdict of a lenient mode policy on a fault; one that cannot be had denies. */
  static Verdict onFault(ModePolicy policy, String reason, DenialCause cause) {
    try {
      Verdict verdict = policy.onFault(reason, cause);
      return verdict != null && isAnswerToAFault(verdict)
          ? verdict
          : Verdict.Deny.fault(reason, cause);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      return Verdict.Deny.fault(reason, cause);
    }
  }

  /** A fault can be allowed on the basis of the mode or denied; it cannot become pending. */
  private static boolean isAnswerToAFault(Verdict verdict) {
    return verdict.kind() == Verdict.Kind.DENY
        || (verdict.kind() == Verdict.Kind.ALLOW && verdict.basis() == Verdict.Basis.LENIENT_MODE);
  }

  /**
   * Appends a record without waiting. The record is created only if a journal or a listener is
   * present. A failure neither changes nor delays the decision.
   */
  public void append(Supplier<CallRecord> callRecord) {
    try {
      if (!reporter.idle()) {
        CallRecord made = callRecord.get();
        if (throttle.admits(made)) {
          reporter.append(made).whenComplete((nothing, failure) -> reporter.onRecorded(failure));
        } else {
          reporter.notifyListeners(made);
        }
      }
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      reporter.onRecorded(e);
    }
  }
}
