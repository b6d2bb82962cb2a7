// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import io.portcullis.api.CallRecord;
import io.portcullis.api.DenialCause;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.Verdict;
import java.util.function.Supplier;

/**
 * What every call needs on its way.
 *
 * @param around what the gate can see
 * @param limits what it takes for granted
 * @param guard refuses arguments
 * @param client for approvals and records
 * @param clock tells the time and measures it
 * @param ids names attempts; no two alike
 * @param selfTest what a runtime must have denied before anything that it allows counts
 * @param throttle bounds the records of denials
 */
record GateContext(
    Surroundings around,
    GateLimits limits,
    ArgumentGuard guard,
    RecordingGatewayClient client,
    GateClock clock,
    Supplier<String> ids,
    SelfTest selfTest,
    DenialThrottle throttle) {

  /** The mode of this moment; one that cannot be read is enforce. */
  EnforcementMode mode() {
    try {
      EnforcementMode mode = around.mode().mode();
      return mode == null ? EnforcementMode.ENFORCE : mode;
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      return EnforcementMode.ENFORCE;
    }
  }

  /** The policy by which an interceptor would decide now, or empty if it does not say. */
  static String policyDigest(GovernanceInterceptor interceptor) {
    try {
      String digest = interceptor.policyDigest();
      return digest == null ? "" : digest;
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // also an interceptor that was built against an older API
      return "";
    }
  }

  /** What becomes of a fault now, given the mode in which the call began. */
  Verdict onFault(EnforcementMode modeAtStart, String reason, DenialCause cause) {
    try {
      Verdict verdict =
          modeAtStart.stricter(mode()).lenient() ? around.mode().onFault(reason, cause) : null;
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
  void append(Supplier<CallRecord> callRecord) {
    try {
      if (!client.idle()) {
        CallRecord made = callRecord.get();
        if (throttle.admits(made)) {
          client.append(made).whenComplete((nothing, failure) -> client.told(failure));
        } else {
          client.tell(made);
        }
      }
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      client.told(e);
    }
  }
}
