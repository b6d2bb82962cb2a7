// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.util.List;

/**
 * How much of the rules of some documents requests have reached. What can be reached is each rule,
 * and both sides (true and false) of each condition and of each truth value under {@code &&},
 * {@code ||}, {@code !} or {@code ?:} in it. Immutable.
 *
 * @param reached how much was reached
 * @param total how much can be reached
 * @param missing what was not reached, in the order of the documents; the sides of a rule that was
 *     not reached are counted and not listed
 */
public record CoverageReport(long reached, long total, List<Missing> missing) {

  /** Copies the list. */
  public CoverageReport {
    missing = List.copyOf(missing);
  }

  /** What was not reached. */
  public enum Side {
    /** The rule. */
    RULE,
    /** The part was never true. */
    TRUE,
    /** The part was never false. */
    FALSE
  }

  /**
   * A rule, or a side of a part of its condition, that was not reached.
   *
   * @param rule the name of the rule
   * @param document the name of its document
   * @param line the line in the document, from 1
   * @param column the column, from 1
   * @param side what is missing
   * @param part the part of the condition; empty for the rule
   */
  public record Missing(
      String rule, String document, int line, int column, Side side, String part) {}
}
