// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

/**
 * The cause of a denial, for programs. A cause says what a person can act on and nothing about the
 * contents of a policy. {@link Verdict#reason()} has the words for people. New causes may be added,
 * so a {@code switch} outside the engine needs a default.
 */
public enum DenialCause {
  /** The authority forbids the call. */
  FORBIDDEN,
  /** A reviewer rejected the approval that the call needs. */
  REJECTED,
  /** An operator terminated the operation. */
  TERMINATED,
  /** An operator paused the operation until the deadline of the call had passed. */
  PAUSED,
  /** The approval did not arrive in time. Another attempt requests a new one. */
  APPROVAL_EXPIRED,
  /** The call needs an approval, and the request could not be made. */
  APPROVAL_UNAVAILABLE,
  /** The arguments, or the name of the tool or of its source, exceed a limit of size or depth. */
  ARGUMENTS_TOO_LARGE,
  /** The arguments are not exactly one valid JSON value. */
  ARGUMENTS_INVALID,
  /** No authority could be queried, or it did not answer in time. Another attempt may succeed. */
  AUTHORITY_UNREACHABLE,
  /** The authority did not deny the self-test, or the self-test could not be carried out. */
  SELF_TEST_FAILED,
  /** The decision could not be journaled, and evidence is required. */
  EVIDENCE_UNAVAILABLE,
  /** Operator control is required, and it is absent or failed. */
  CONTROL_UNAVAILABLE,
  /** The deadline of the call passed before the tool could start. */
  DEADLINE_PASSED,
  /** The caller cancelled the call or was interrupted. */
  WITHDRAWN,
  /** Another fault. The log of the engine has the details. */
  FAULT
}
