// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.support.text.PrintableText;

/**
 * A denial of a request or of its response.
 *
 * @param code the reason
 * @param rule the rule that denied, or empty
 * @param record the id of the journal record, or empty
 * @param message the policy's text for the agent, or empty
 */
public record Denial(DenialCode code, String rule, String record, String message) {
  private static final int MAX_RULE = 256;

  /** Shortens a rule that is longer than a name. */
  public Denial {
    rule = PrintableText.start(rule, MAX_RULE);
  }

  /**
   * Creates a denial without a text for the agent.
   *
   * @param code the reason
   * @param rule the rule that denied, or empty
   * @param record the id of the journal record, or empty
   */
  public Denial(DenialCode code, String rule, String record) {
    this(code, rule, record, "");
  }

  /**
   * Creates a denial without a rule and a record.
   *
   * @param code the reason
   * @return the denial
   */
  public static Denial of(DenialCode code) {
    return new Denial(code, "", "");
  }

  /** Returns the text for models and people: that of the code, followed by the policy's own. */
  String text() {
    return message.isBlank() ? code.text() : code.text() + ' ' + message.strip();
  }
}
