// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.time.Duration;
import java.util.List;

/**
 * What the policy says about one request. Immutable. Only {@link Allow} and {@link Redact} let
 * anything run.
 */
public sealed interface PolicyDecision {

  /** The reason in words, for people. */
  String reason();

  /** What decided, for machines; for a {@link Deny} the same as the reason. */
  String rule();

  /** The name of the document that decided, empty if no single one did. */
  String document();

  /**
   * The action may go ahead as it is.
   *
   * @param reason the reason in words
   * @param rule what permitted: a tool entry such as {@code tools.read_file}, {@code
   *     capabilities.allow}, {@code network.allowlist}, {@code default} if nothing spoke of the
   *     action, or {@code data_pattern_scan} if sensitive data was found and is only to be noted
   * @param document the document that decided
   */
  record Allow(String reason, String rule, String document) implements PolicyDecision {}

  /**
   * The action may not go ahead.
   *
   * @param reason the reason in words
   * @param rule the same words
   * @param document the document that decided
   */
  record Deny(String reason, String rule, String document) implements PolicyDecision {}

  /**
   * A person has to approve first.
   *
   * @param reason the reason in words
   * @param rule {@code requires_approval}
   * @param document the document that decided
   * @param timeout how long the approval may take
   * @param description what the tool entry says to the approver, or empty
   * @param role who should approve, or empty
   * @param redactions what must be replaced in the arguments if it is approved; only from a folder
   *     of documents
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
   * The action may go ahead after the arguments were changed.
   *
   * @param reason the reason in words
   * @param rule {@code data_pattern_scan}
   * @param document the document that decided
   * @param redactions what has to be replaced; all of it, or the action may not go ahead; not empty
   */
  record Redact(String reason, String rule, String document, List<PolicyRedaction> redactions)
      implements PolicyDecision {

    /** Copies the redactions. */
    public Redact {
      redactions = List.copyOf(redactions);
    }
  }

  /**
   * The request could not be evaluated: what has to be known is missing, contradictory or
   * unreadable. Not an answer of the policy, so it must be treated as a failure of the authority.
   *
   * @param reason what could not be read, never with parts of the arguments
   * @param rule {@code request_not_evaluated}
   * @param document empty
   */
  record Fault(String reason, String rule, String document) implements PolicyDecision {}
}
