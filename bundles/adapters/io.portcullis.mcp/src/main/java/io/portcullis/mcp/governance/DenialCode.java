// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.DenialCause;

/**
 * The reasons for which a request is not forwarded or its response is withheld: a stable word for
 * programs and a sentence for models.
 */
public enum DenialCode {
  /** The authority denied the request. */
  DENIED("denied", "it is not allowed. Do not repeat it unchanged."),
  /** A reviewer rejected the request. */
  NOT_APPROVED("not_approved", "it was not approved. Do not repeat it unchanged."),
  /** An operator terminated the operation. */
  TERMINATED("terminated", "an operator has stopped this agent. Do not repeat it."),
  /** An operator paused the operation until the deadline of the call had passed. */
  PAUSED("paused", "an operator has paused this agent. Try again later."),
  /** The approval did not arrive in time. */
  APPROVAL_EXPIRED(
      "approval_expired", "the approval did not arrive in time. A new request asks again."),
  /** The request needs an approval, and none could be requested. */
  APPROVAL_UNAVAILABLE(
      "approval_unavailable", "it needs an approval, and none can be requested now."),
  /** The arguments or a name exceed a limit of the gate. */
  ARGUMENTS_TOO_LARGE("arguments_too_large", "its arguments are too large. Send less."),
  /** The gate cannot read the arguments as a JSON value. */
  ARGUMENTS_INVALID("arguments_invalid", "its arguments are not valid."),
  /** The authority cannot be reached, or does not answer in time. */
  AUTHORITY_UNREACHABLE(
      "authority_unreachable", "the authority that decides cannot be reached. Try again later."),
  /** The deadline of the call passed before it was decided. */
  DEADLINE_PASSED("deadline_passed", "it was not decided in time. Try again later."),
  /** The gate decides no calls until its operator repairs it. */
  NOT_READY("not_ready", "the gate decides no calls until its operator repairs it."),
  /** The authority gave no usable answer, for another reason. */
  FAULT("fault", "no authorization could be obtained for it."),
  /** No gate is available. */
  NO_GATE("no_gate", "no gate is available to allow it."),
  /** Too many requests are in progress. */
  BUSY("busy", "too many requests are in progress. Try again later."),
  /** The client or the session has ended; the request may have been forwarded. */
  CLOSED("closed", Part.EITHER, "The session ended before this was decided."),
  /** The gateway blocks the method. */
  METHOD_NOT_ALLOWED("not_allowed_method", "the gateway blocks this method."),
  /** The name of the tool means something else in a policy. */
  RESERVED_NAME("reserved_name", "no tool may have this reserved name."),
  /** A redaction cannot be applied to the message. */
  NOT_REDACTABLE("not_redactable", "it contains data that must be redacted and cannot be."),
  /** The task was created by another agent. */
  OTHERS_TASK("not_your_task", "this client has no such task."),
  /** The parameters do not fit the method. */
  MALFORMED("malformed", "its parameters are not valid."),
  /** The definition of the tool differs from its pin. */
  TOOL_CHANGED(
      "tool_changed", "the tool has changed since it was accepted. A person must review it."),
  /** The pins cannot be read or stored. */
  PINS_UNREADABLE(
      "pins_unreadable",
      Part.EITHER,
      "The gateway cannot check whether the server's tools have changed."),
  /** The result was denied, or could not be decided. */
  RESULT_DENIED(
      "result_denied", Part.ANSWER, "its result is not allowed. Do not repeat the request."),
  /** The response must be checked and is too long for that. */
  ANSWER_TOO_LARGE("answer_too_large", Part.ANSWER, "it is too large to be checked."),
  /** Too many responses are being checked. */
  ANSWERS_BUSY("answers_busy", Part.ANSWER, "too many responses are being checked."),
  /** Two readers could read the list of tools or tasks differently, or it is too long. */
  LIST_UNCLEAR("list_unclear", Part.ANSWER, "its list is ambiguous or too long."),
  /** The list has tools for whose pins no room is left. */
  PINS_FULL("pins_full", Part.ANSWER, "no more tools can be pinned.");

  /** The message that a denial replaces. */
  private enum Part {
    REQUEST("This request was not forwarded"),
    ANSWER("The response to this request is withheld"),
    EITHER("");

    private final String opening;

    Part(String opening) {
      this.opening = opening;
    }

    /** Puts the code early in the text, where a client that shortens texts still shows it. */
    String text(String word, String reason) {
      return opening.isEmpty() ? reason : opening + " (" + word + "): " + reason;
    }
  }

  private final String word;
  private final String text;

  DenialCode(String word, String text) {
    this(word, Part.REQUEST, text);
  }

  DenialCode(String word, Part part, String text) {
    this.word = word;
    this.text = part.text(word, text);
  }

  /**
   * Returns the code for a denial of the gate.
   *
   * @param cause the cause that the gate gives
   * @return the code; {@link #FAULT} for a cause without its own code
   */
  static DenialCode of(DenialCause cause) {
    return switch (cause) {
      case FORBIDDEN -> DENIED;
      case REJECTED -> NOT_APPROVED;
      case TERMINATED -> TERMINATED;
      case PAUSED -> PAUSED;
      case APPROVAL_EXPIRED -> APPROVAL_EXPIRED;
      case APPROVAL_UNAVAILABLE -> APPROVAL_UNAVAILABLE;
      case ARGUMENTS_TOO_LARGE -> ARGUMENTS_TOO_LARGE;
      case ARGUMENTS_INVALID -> ARGUMENTS_INVALID;
      case AUTHORITY_UNREACHABLE -> AUTHORITY_UNREACHABLE;
      case DEADLINE_PASSED -> DEADLINE_PASSED;
      case SELF_TEST_FAILED, EVIDENCE_UNAVAILABLE, CONTROL_UNAVAILABLE -> NOT_READY;
      default -> FAULT; // withdrawn calls, other faults, and causes of a later version
    };
  }

  /**
   * Returns the stable word for programs.
   *
   * @return a word in lower case, which never changes
   */
  public String word() {
    return word;
  }

  /**
   * Returns the text for models and people.
   *
   * @return a sentence or two
   */
  public String text() {
    return text;
  }
}
