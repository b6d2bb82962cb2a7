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
import java.util.function.Supplier;

/**
 * What every call needs on its way.
 *
 * @param services the services that the gate can see
 * @param limits the limits of the gate
 * @param guard refuses arguments
 * @param reporter for approvals and records
 * @param clock tells the time and measures it
 * @param ids names attempts; no two alike
 * @param selfTest what a runtime must have denied before anything that it allows counts
 * @param throttle bounds the records of denials
 */
public record GateContext(
    GateServices services,
    GateLimits limits,
    ArgumentGuard guard,
    RecordingCallReporter reporter,
    GateClock clock,
    Supplier<String> ids,
    SelfTest selfTest,
    DenialThrottle throttle) {

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

  /** The policy by which an interceptor would decide now, or empty if it does not say. */
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

  /** A fault is let through on the basis of the mode or denied; it cannot be made pending. */
  private static boolean isAnswerToAFault(Verdict verdict) {
    return verdict.kind() == Verdict.Kind.DENY
        || (verdict.kind() == Verdict.Kind.ALLOW && verdict.basis() == Verdict.Basis.LENIENT_MODE);
  }

  /**
   * Hands a record over without waiting, and makes it only if anybody would see it. Nothing that
   * goes wrong with it may change what was decided, or delay it.
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
