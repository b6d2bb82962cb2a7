// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

/** Why a request is not forwarded: a stable word for programs and a sentence for models. */
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
  /** The client is gone, or the session ends. */
  CLOSED("closed", "the session has ended."),
  /** The method is none that may pass. */
  METHOD_NOT_ALLOWED("not_allowed_method", "the gateway lets no such method pass."),
  /** The tool has a name that means something else to a policy. */
  RESERVED_NAME("reserved_name", "no tool may have this name."),
  /** A redaction cannot be made in the message. */
  NOT_REDACTABLE("not_redactable", "it holds what must be redacted where it cannot be."),
  /** The parameters are not what the method demands. */
  MALFORMED("malformed", "its parameters are not valid.");

  private final String word;
  private final String text;

  DenialCode(String word, String text) {
    this.word = word;
    this.text = text;
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
    return "This request was not forwarded: " + text;
  }
}
