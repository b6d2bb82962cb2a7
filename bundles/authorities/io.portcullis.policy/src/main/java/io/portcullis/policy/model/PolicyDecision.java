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

  /** Returns the rule that decided, for machines; for a {@link Deny} the same as the reason. */
  String rule();

  /** Returns the name of the document that decided; empty if no single document did. */
  String document();

  /**
   * The action may run unchanged.
   *
   * @param reason the reason in words
   * @param rule the rule that permitted: a tool entry such as {@code tools.read_file}, {@code
   *     capabilities.allow}, {@code network.allowlist}, {@code default} if no rule applies to the
   *     action, or {@code data_pattern_scan} if sensitive data was found and the document only asks
   *     for a note
   * @param document the document that decided
   */
  record Allow(String reason, String rule, String document) implements PolicyDecision {}

  /**
   * The action must not run.
   *
   * @param reason the reason in words
   * @param rule the same words
   * @param document the document that decided
   */
  record Deny(String reason, String rule, String document) implements PolicyDecision {}

  /**
   * The action needs the approval of a person.
   *
   * @param reason the reason in words
   * @param rule {@code requires_approval}
   * @param document the document that decided
   * @param timeout how long the approval may take
   * @param description the text of the tool entry for the approver, or empty
   * @param role the role of the approver, or empty
   * @param redactions the changes to the arguments if the action is approved; only from a folder of
   *     documents
   */
  record NeedsApproval(
      String reason,
      String rule,
      String document,
      Duration timeout,
      String description,
      String role,
      List<PolicyRedaction> redactions)
      implements PolicyDecision {

    /** Copies the redactions. */
    public NeedsApproval {
      redactions = List.copyOf(redactions);
    }
  }

  /**
   * The action may run after the arguments are changed.
   *
   * @param reason the reason in words
   * @param rule {@code data_pattern_scan}
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
   * @param reason what could not be read, never with parts of the arguments
   * @param rule {@code request_not_evaluated}
   * @param document empty
   */
  record Fault(String reason, String rule, String document) implements PolicyDecision {}
}
