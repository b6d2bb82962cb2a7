// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

/**
 * That a request is not forwarded.
 *
 * @param code why
 * @param rule which rule said so, or empty
 * @param record under which id it is recorded, or empty
 */
public record Denial(DenialCode code, String rule, String record) {
  private static final int MAX_RULE = 256;

  /** Cuts a rule that is more than a name. */
  public Denial {
    rule = rule.length() <= MAX_RULE ? rule : rule.substring(0, MAX_RULE);
  }

  /**
   * A denial without a rule and a record.
   *
   * @param code why
   * @return the denial
   */
  public static Denial of(DenialCode code) {
    return new Denial(code, "", "");
  }
}
