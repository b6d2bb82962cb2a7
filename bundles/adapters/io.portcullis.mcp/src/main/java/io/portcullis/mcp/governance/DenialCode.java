// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.DenialCause;

/**
 * Why a request is not forwarded, or its answer not passed on: a stable word for programs and a
 * sentence for models.
 */
public enum DenialCode {
  /** The authority said no. */
  DENIED("denied", "it is not allowed. Do not repeat it unchanged."),
  /** A person said no. */
  NOT_APPROVED("not_approved", "it was not approved. Do not repeat it unchanged."),
  /** An operator terminated the operation. */
  TERMINATED("terminated", "an operator has stopped this agent. Do not repeat it."),
  /** An operator paused the operation until the deadline of the call had passed. */
  PAUSED("paused", "an operator has paused this agent. Try again later."),
  /** Nobody approved it in time. */
  APPROVAL_EXPIRED("approval_expired", "nobody approved it in time. Another request asks again."),
  /** It needs an approval, and nobody could be asked. */
  APPROVAL_UNAVAILABLE(
      "approval_unavailable", "it needs an approval, and nobody can be asked for it now."),
  /** The arguments or a name exceed a limit of the gate. */
  ARGUMENTS_TOO_LARGE("arguments_too_large", "its arguments are too large. Send less."),
  /** The arguments are no JSON value that the gate understands. */
  ARGUMENTS_INVALID("arguments_invalid", "its arguments are not valid."),
  /** The authority cannot be asked, or gives no answer in time. */
  AUTHORITY_UNREACHABLE(
      "authority_unreachable", "the authority that decides cannot be reached. Try again later."),
  /** The deadline of the call passed before it was decided. */
  DEADLINE_PASSED("deadline_passed", "it was not decided in time. Try again later."),
  /** The gate decides nothing until its operator has mended something. */
  NOT_READY("not_ready", "the gate must be mended by its operator before it can be decided."),
  /** No answer of the authority could be had for another reason. */
  FAULT("fault", "no authorization could be obtained for it."),
  /** There is no gate. */
  NO_GATE("no_gate", "nobody is there who could allow it."),
  /** Too much is under way. */
  BUSY("busy", "too many requests are under way. Try again later."),
  /** The client is gone, or the session ends; the request may have been forwarded. */
  CLOSED("closed", Part.EITHER, "The session has ended before this was decided."),
  /** The method is none that may pass. */
  METHOD_NOT_ALLOWED("not_allowed_method", "the gateway lets no such method pass."),
  /** The tool has a name that means something else to a policy. */
  RESERVED_NAME("reserved_name", "no tool may have this name."),
  /** A redaction cannot be made in the message. */
  NOT_REDACTABLE("not_redactable", "it holds what must be redacted where it cannot be."),
  /** The task was created by another agent. */
  OTHERS_TASK("not_your_task", "there is no such task of this client."),
  /** The parameters are not what the method demands. */
  MALFORMED("malformed", "its parameters are not valid."),
  /** The tool is no longer defined as it was when it was pinned. */
  TOOL_CHANGED(
      "tool_changed", "the tool has changed since it was accepted, and somebody must look at it."),
  /** It is not known how tools were defined, or it cannot be kept. */
  PINS_UNREADABLE(
      "pins_unreadable", Part.EITHER, "It cannot be told whether the server's tools have changed."),
  /** No, or nobody, to a result. */
  RESULT_DENIED(
      "result_denied", Part.ANSWER, "it is not allowed to be seen. Do not repeat the request."),
  /** The answer must be looked at and is too long for that. */
  ANSWER_TOO_LARGE("answer_too_large", Part.ANSWER, "it is too large to be checked."),
  /** The answer must be looked at, as must too many others. */
  ANSWERS_BUSY("answers_busy", Part.ANSWER, "too many answers are being checked."),
  /** A list of tools or tasks that two readers could read differently, or that is too long. */
  LIST_UNCLEAR("list_unclear", Part.ANSWER, "it is no clear list."),
  /** The list has tools for whose pins there is no room. */
  PINS_FULL("pins_full", Part.ANSWER, "no more tools can be remembered.");

  /** What is kept from whom. */
  private enum Part {
    REQUEST("This request was not forwarded"),
    ANSWER("The answer to this request is withheld"),
    EITHER("");

    private final String opening;

    Part(String opening) {
      this.opening = opening;
    }

    /** The code stands early, where a client that shortens texts still shows it. */
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
   * The code for a denial of the gate.
   *
   * @param cause why the gate denied
   * @return the code; {@link #FAULT} for a cause that has none of its own
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
   * The word that programs go by; it never changes.
   *
   * @return a word of lower case
   */
  public String word() {
    return word;
  }

  /**
   * What a model or a person is told.
   *
   * @return a sentence or two
   */
  public String text() {
    return text;
  }
}
