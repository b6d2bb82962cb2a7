// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.time.Duration;
import java.util.List;

/**
 * The decision of the policy about one request. Immutable. Only {@link Allow} and {@link Redact}
 * let an action run.
 */
public sealed interface PolicyDecision {

  /** Returns the reason in words, for people. */
  String reason();

  /**
   * Returns the rule that decided, for machines: the name of a rule, or for a denial by a section
   * the same words as the reason.
   */
  String rule();

  /** Returns the name of the document that decided; empty if no single document did. */
  String document();

  /**
   * The action may run unchanged.
   *
   * @param reason the reason in words
   * @param rule the rule that permitted: the name of a rule, a tool entry such as {@code
   *     tools.read_file}, {@code capabilities.allow}, {@code network.allowlist}, {@code default} if
   *     no rule applies to the action, or {@code data_pattern_scan} if sensitive data was found and
   *     the document only asks for a note
   * @param document the document that decided
   */
  record Allow(String reason, String rule, String document) implements PolicyDecision {}

  /**
   * The action must not run.
   *
   * @param reason the reason in words, without any text of the document
   * @param rule the name of the rule, {@code default} if nothing allows the action, or the same
   *     words as the reason
   * @param document the document that decided
   * @param message a text for the agent, or empty
   */
  record Deny(String reason, String rule, String document, String message)
      implements PolicyDecision {

    /**
     * Creates a denial without a text for the agent.
     *
     * @param reason the reason in words
     * @param rule the rule that decided
     * @param document the document that decided
     */
    public Deny(String reason, String rule, String document) {
      this(reason, rule, document, "");
    }
  }

  /**
   * The action needs the approval of a person.
   *
   * @param reason the reason in words
   * @param rule the name of the rule, or {@code requires_approval}
   * @param document the document that decided
   * @param timeout how long the approval may take
   * @param description the text of the tool entry for the approver, or empty
   * @param role the role of the approver, or empty
   * @param redactions the changes to the arguments if the action is approved
   * @param approvers the groups whose members may approve; empty for any reviewer
   * @param message a text for the agent if the action is not approved, or empty
   */
  record NeedsApproval(
      String reason,
      String rule,
      String document,
      Duration timeout,
      String description,
      String role,
      List<PolicyRedaction> redactions,
      List<String> approvers,
      String message)
      implements PolicyDecision {

    /** Copies the lists. */
    public NeedsApproval {
      redactions = List.copyOf(redactions);
      approvers = List.copyOf(approvers);
    }

    /**
     * Creates a decision that any reviewer may approve, without a text for the agent.
     *
     * @param reason the reason in words
     * @param rule the rule that decided
     * @param document the document that decided
     * @param timeout how long the approval may take
     * @param description the text of the tool entry for the approver, or empty
     * @param role the role of the approver, or empty
     * @param redactions the changes to the arguments if the action is approved
     */
    public NeedsApproval(
        String reason,
        String rule,
        String document,
        Duration timeout,
        String description,
        String role,
        List<PolicyRedaction> redactions) {
      this(reason, rule, document, timeout, description, role, redactions, List.of(), "");
    }
  }

  /**
   * The action may run after the arguments are changed.
   *
   * @param reason the reason in words
   * @param rule {@code data_pattern_scan}, or the name of the rule that redacts
   * @param document the document that decided
   * @param redactions the required changes; unless all of them are applied, the action must not
   *     run. Not empty
   */
  record Redact(String reason, String rule, String document, List<PolicyRedaction> redactions)
      implements PolicyDecision {

    /** Copies the redactions. */
    public Redact {
      redactions = List.copyOf(redactions);
    }
  }

  /**
   * The request could not be evaluated, because required data is missing, contradictory or
   * unreadable. This is no decision of the policy; treat it as a failure of the authority.
   *
   * @param reason what could not be read or evaluated, never with parts of the arguments; for a
   *     rule with its name and the place of the condition
   * @param rule {@code request_not_evaluated}, or the name of the rule that failed
   * @param document the document of that rule, or empty
   */
  record Fault(String reason, String rule, String document) implements PolicyDecision {}
}
