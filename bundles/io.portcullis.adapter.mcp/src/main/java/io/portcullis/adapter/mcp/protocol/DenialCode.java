// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

/**
 * Why a request is not forwarded, or its answer not passed on: a stable word for programs and a
 * sentence for models.
 */
public enum DenialCode {
  /** The authority said no. */
  DENIED("denied", "it is not allowed. Do not repeat it unchanged."),
  /** A person said no. */
  NOT_APPROVED("not_approved", "it was not approved. Do not repeat it unchanged."),
  /** No answer of the authority could be had. */
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
    REQUEST("This request was not forwarded: "),
    ANSWER("The answer to this request is withheld: "),
    EITHER("");

    private final String opening;

    Part(String opening) {
      this.opening = opening;
    }
  }

  private final String word;
  private final String text;

  DenialCode(String word, String text) {
    this(word, Part.REQUEST, text);
  }

  DenialCode(String word, Part part, String text) {
    this.word = word;
    this.text = part.opening + text;
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
