// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.util.List;
import java.util.Optional;

/**
 * How documents come to the decision about one request. Immutable. It contains values of the
 * arguments, so show it only to the author of the documents.
 *
 * @param decision the decision that the engine gives for the request
 * @param stages what the stages say, in their order; a stage without a section is not listed
 * @param rules the rules about the tool, in the order of the documents
 */
public record PolicyExplanation(
    PolicyDecision decision, List<Stage> stages, List<RuleOutcome> rules) {

  /** Copies the lists. */
  public PolicyExplanation {
    stages = List.copyOf(stages);
    rules = List.copyOf(rules);
  }

  /** What a stage says. */
  public enum StageResult {
    /** The stage has no objection. */
    PASSED,
    /** The stage allows the request. */
    ALLOWED,
    /** The stage requires an approval. */
    ASKED,
    /** The stage redacts the arguments. */
    REDACTED,
    /** The stage denies the request. */
    OBJECTED,
    /** The stage cannot read the request. */
    FAILED,
    /** Another stage decided before. */
    NOT_REACHED
  }

  /**
   * One stage of one document.
   *
   * @param name the section, {@code request}, {@code rate limit}, {@code approval}, {@code rules},
   *     {@code history} or {@code default}
   * @param document the name of the document, or empty
   * @param result what the stage says
   * @param reason the reason in words, or empty
   * @param deciding whether the decision is the one of this stage
   */
  public record Stage(
      String name, String document, StageResult result, String reason, boolean deciding) {}

  /** Why a rule about the tool applies or not. */
  public enum RuleStatus {
    /** The rule applies. */
    APPLIES,
    /** The rule is about other kinds of action, servers, agents or callers. */
    NOT_SELECTED,
    /** The condition does not hold. */
    CONDITION_FALSE,
    /** The condition cannot be evaluated. */
    CONDITION_FAILED
  }

  /**
   * A rule about the tool.
   *
   * @param name the name of the rule
   * @param document the name of its document
   * @param line its line in the document, from 1
   * @param effect {@code allow}, {@code deny} or {@code ask}
   * @param status whether it applies
   * @param cause the selector that does not match, or why the condition fails; otherwise empty
   * @param condition the condition; empty if the rule has none or its condition was not evaluated
   * @param deciding whether the decision names this rule
   */
  public record RuleOutcome(
      String name,
      String document,
      int line,
      String effect,
      RuleStatus status,
      String cause,
      Optional<ConditionPart> condition,
      boolean deciding) {}

  /**
   * A part of a condition. Constants are no parts.
   *
   * @param text the part in the language of conditions
   * @param line its line in the document, from 1
   * @param column its column, from 1
   * @param times how often it was evaluated; more than once inside a macro
   * @param value its last value, shortened; empty without one
   * @param fault why it has no value; empty if it has one or was not evaluated
   * @param parts the parts inside, in the order of the text
   */
  public record ConditionPart(
      String text,
      int line,
      int column,
      long times,
      Optional<String> value,
      Optional<String> fault,
      List<ConditionPart> parts) {

    /** Copies the parts. */
    public ConditionPart {
      parts = List.copyOf(parts);
    }
  }
}
