// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

/**
 * Why a call was denied, for programs. A cause tells what a person can act on and nothing about the
 * contents of a policy. The words for people are in {@link Verdict#reason()}. New causes may be
 * added, so a {@code switch} outside the engine needs a default.
 */
public enum DenialCause {
  /** The authority forbids the call. */
  FORBIDDEN,
  /** A person refused the approval that the call needs. */
  REJECTED,
  /** An operator terminated the operation. */
  TERMINATED,
  /** An operator paused the operation until the deadline of the call had passed. */
  PAUSED,
  /** Nobody approved the call in time. Another attempt asks again. */
  APPROVAL_EXPIRED,
  /** The call needs an approval, and nobody could be asked. */
  APPROVAL_UNAVAILABLE,
  /** The arguments, or the name of the tool or of its source, exceed a limit of size or depth. */
  ARGUMENTS_TOO_LARGE,
  /** The arguments are not exactly one valid JSON value. */
  ARGUMENTS_INVALID,
  /** No authority could be asked, or it did not answer in time. Another attempt may succeed. */
  AUTHORITY_UNREACHABLE,
  /** The authority did not deny the self-test, or the self-test could not be made. */
  SELF_TEST_FAILED,
  /** The decision could not be journaled, and evidence is required. */
  EVIDENCE_UNAVAILABLE,
  /** The operator's switch is required, and it is absent or failed. */
  CONTROL_UNAVAILABLE,
  /** The deadline of the call passed before the tool could start. */
  DEADLINE_PASSED,
  /** The caller cancelled the call or was interrupted. */
  WITHDRAWN,
  /** Anything else that failed. The log of the engine has more. */
  FAULT
}
