// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.steps;

/** The next step of an evaluation, in the order of an allowed call. */
public enum CallStep {
  /** Checks the call and asks for the first clearance. */
  ADMIT,
  /** Reads the first clearance. */
  CLEAR_TO_ASK,
  /** Starts the self-test of the runtime, if it has not passed one. */
  SELF_TEST,
  /** Reads the result of the self-test. */
  SELF_TESTED,
  /** Reads the result of the self-test by the policy of the allow. */
  TESTED_AGAIN,
  /** Asks the interceptor. */
  ASK,
  /** Reads the verdict of the interceptor. */
  ASKED,
  /** Asks for the approval of a pending call. */
  APPROVE,
  /** Reads the decision of the approver. */
  APPROVED,
  /** Applies the redactions. */
  REDACT,
  /** Records the decision. */
  RECORD,
  /** Reads the result of the record and asks for the second clearance. */
  RECORDED,
  /** Reads the second clearance. */
  CLEAR_TO_RUN,
  /** Rechecks the interceptor, the deadline and the mode right before the tool runs. */
  LAST_LOOK,
  /** The verdict is final. */
  RULED
}
