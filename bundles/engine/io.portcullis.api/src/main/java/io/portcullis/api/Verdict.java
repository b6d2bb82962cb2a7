// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a decision, which an adapter must obey. Immutable. Within this engine, only the
 * {@code DecisionMapper} creates an {@link Allow}, from an authoritative answer, and the {@code
 * ModePolicy}, for a fault under a lenient mode.
 */
public sealed interface Verdict {

  /** The kinds of verdict, for an exhaustive {@code switch}. */
  enum Kind {
    /** The tool runs. */
    ALLOW,
    /** The tool does not run. */
    DENY,
    /** The tool runs only after an approval. */
    PENDING
  }

  /** The basis of a verdict. */
  enum Basis {
    /** A reachable runtime answered this very call. */
    AUTHORITY,
    /** A person decided this very call. */
    APPROVAL,
    /** No authoritative answer: a lenient mode allowed a fault. */
    LENIENT_MODE,
    /** No authoritative answer: a fault denies the call. */
    FAULT
  }

  /**
   * Returns the kind of this verdict.
   *
   * @return never null
   */
  Kind kind();

  /**
   * Returns the reason, in words that a person can act on.
   *
   * @return the reason; for an authoritative denial the runtime's own words
   */
  String reason();

  /**
   * Returns the rule that decided.
   *
   * @return the rule, or empty
   */
  String rule();

  /**
   * Returns the basis of this verdict.
   *
   * @return never null
   */
  Basis basis();

  /**
   * Returns the digest of the policy by which the runtime decided.
   *
   * @return the digest that the runtime gave, such as {@code sha256:} and hex, or empty if it gave
   *     none
   */
  String policyDigest();

  /**
   * Returns what the call adds to the history if its tool runs.
   *
   * @return the effects; empty for a denial
   */
  default HistoryEffects history() {
    return HistoryEffects.NONE;
  }

  /**
   * The tool may run, after the redactions were applied to its arguments.
   *
   * @param basis the basis of the verdict; never {@link Basis#FAULT}
   * @param reason the reason, for people
   * @param rule the rule that decided, or empty
   * @param redactions the changes that must be made first
   * @param policyDigest the digest of the policy by which the runtime decided, or empty
   * @param history what the call adds to the history
   */
  record Allow(
      Basis basis,
      String reason,
      String rule,
      List<Redaction> redactions,
      String policyDigest,
      HistoryEffects history)
      implements Verdict {
    /**
     * Copies the list.
     *
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the basis is {@link Basis#FAULT}
     */
    public Allow {
      Objects.requireNonNull(history, "history");
      Objects.requireNonNull(policyDigest, "policyDigest");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(rule, "rule");
      redactions = List.copyOf(redactions);
      if (Objects.requireNonNull(basis, "basis") == Basis.FAULT) {
        throw new IllegalArgumentException("a fault is no basis for an allow");
      }
    }

    /**
     * Creates an allow that adds nothing to the history.
     *
     * @param basis the basis of the verdict; never {@link Basis#FAULT}
     * @param reason the reason, for people
     * @param rule the rule that decided, or empty
     * @param redactions the changes that must be made first
     * @param policyDigest the digest of the policy by which the runtime decided, or empty
     */
    public Allow(
        Basis basis, String reason, String rule, List<Redaction> redactions, String policyDigest) {
      this(basis, reason, rule, redactions, policyDigest, HistoryEffects.NONE);
    }

    /**
     * Creates an allow by an unknown policy.
     *
     * @param basis the basis of the verdict; never {@link Basis#FAULT}
     * @param reason the reason, for people
     * @param rule the rule that decided, or empty
     * @param redactions the changes that must be made first
     */
    public Allow(Basis basis, String reason, String rule, List<Redaction> redactions) {
      this(basis, reason, rule, redactions, "");
    }

    @Override
    public Kind kind() {
      return Kind.ALLOW;
    }
  }

  /**
   * The tool must not run.
   *
   * @param basis the basis of the verdict
   * @param reason the reason, for people
   * @param rule the rule that decided, or empty
   * @param policyDigest the digest of the policy by which the runtime decided, or empty
   * @param cause the reason, for programs
   * @param message the policy's text for the agent, or empty; the reason is not for the agent
   */
  record Deny(
      Basis basis,
      String reason,
      String rule,
      String policyDigest,
      DenialCause cause,
      String message)
      implements Verdict {
    /**
     * Refuses nulls.
     *
     * @throws NullPointerException if an argument is null
     */
    public Deny {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(policyDigest, "policyDigest");
      Objects.requireNonNull(basis, "basis");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(rule, "rule");
    }

    /**
     * Creates a denial without a text for the agent.
     *
     * @param basis the basis of the verdict
     * @param reason the reason, for people
     * @param rule the rule that decided, or empty
     * @param policyDigest the digest of the policy by which the runtime decided, or empty
     * @param cause the reason, for programs
     */
    public Deny(Basis basis, String reason, String rule, String policyDigest, DenialCause cause) {
      this(basis, reason, rule, policyDigest, cause, "");
    }

    /**
     * Creates a denial with the usual cause of its basis: {@link DenialCause#FORBIDDEN} for an
     * authority, {@link DenialCause#REJECTED} for an approval, and {@link DenialCause#FAULT}
     * otherwise.
     *
     * @param basis the basis of the verdict
     * @param reason the reason, for people
     * @param rule the rule that decided, or empty
     * @param policyDigest the digest of the policy by which the runtime decided, or empty
     */
    public Deny(Basis basis, String reason, String rule, String policyDigest) {
      this(basis, reason, rule, policyDigest, usualCause(basis));
    }

    /**
     * Creates a denial by an unknown policy, with the usual cause of its basis.
     *
     * @param basis the basis of the verdict
     * @param reason the reason, for people
     * @param rule the rule that decided, or empty
     */
    public Deny(Basis basis, String reason, String rule) {
      this(basis, reason, rule, "");
    }

    /**
     * Creates a denial after a fault.
     *
     * @param reason the fault, in words that a person can act on
     * @return the denial
     */
    public static Deny fault(String reason) {
      return fault(reason, DenialCause.FAULT);
    }

    /**
     * Creates a denial after a fault with a known cause.
     *
     * @param reason the fault, in words that a person can act on
     * @param cause the fault, for programs
     * @return the denial
     */
    public static Deny fault(String reason, DenialCause cause) {
      return new Deny(Basis.FAULT, reason, "", "", cause);
    }

    /**
     * Returns the same denial with another cause.
     *
     * @param other the cause
     * @return a copy
     */
    public Deny withCause(DenialCause other) {
      return new Deny(basis, reason, rule, policyDigest, other, message);
    }

    /**
     * Returns the same denial with another text for the agent.
     *
     * @param text the text, or empty
     * @return a copy
     */
    public Deny withMessage(String text) {
      return new Deny(basis, reason, rule, policyDigest, cause, text);
    }

    private static DenialCause usualCause(Basis basis) {
      return switch (basis) {
        case AUTHORITY -> DenialCause.FORBIDDEN;
        case APPROVAL -> DenialCause.REJECTED;
        case LENIENT_MODE, FAULT -> DenialCause.FAULT;
      };
    }

    @Override
    public Kind kind() {
      return Kind.DENY;
    }
  }

  /**
   * The tool may run only after an approval of exactly this call.
   *
   * @param approvalId the id of the approval; may be empty
   * @param reason the reason for the approval
   * @param rule the rule that decided, or empty
   * @param timeout how long the call may wait for the approval; null leaves it to the gate
   * @param redactions the changes that must be made before the call is shown to an approver
   * @param policyDigest the digest of the policy by which the runtime decided, or empty
   * @param approvers the groups whose members may approve the call; empty leaves it to the approval
   *     channel
   * @param message the policy's text for the agent if the call is not approved, or empty
   * @param history what the call adds to the history if it is approved
   */
  record Pending(
      String approvalId,
      String reason,
      String rule,
      @Nullable Duration timeout,
      List<Redaction> redactions,
      String policyDigest,
      List<String> approvers,
      String message,
      HistoryEffects history)
      implements Verdict {
    /**
     * Copies the lists.
     *
     * @throws NullPointerException if an argument other than the timeout is null
     */
    public Pending {
      Objects.requireNonNull(history, "history");
      Objects.requireNonNull(policyDigest, "policyDigest");
      Objects.requireNonNull(approvalId, "approvalId");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(rule, "rule");
      redactions = List.copyOf(redactions);
      approvers = List.copyOf(approvers);
      Objects.requireNonNull(message, "message");
    }

    /**
     * Creates a pending verdict that adds nothing to the history.
     *
     * @param approvalId the id of the approval; may be empty
     * @param reason the reason for the approval
     * @param rule the rule that decided, or empty
     * @param timeout how long the call may wait for the approval; null leaves it to the gate
     * @param redactions the changes that must be made before the call is shown to an approver
     * @param policyDigest the digest of the policy by which the runtime decided, or empty
     * @param approvers the groups whose members may approve the call; empty leaves it to the
     *     approval channel
     * @param message the policy's text for the agent if the call is not approved, or empty
     */
    public Pending(
        String approvalId,
        String reason,
        String rule,
        @Nullable Duration timeout,
        List<Redaction> redactions,
        String policyDigest,
        List<String> approvers,
        String message) {
      this(
          approvalId,
          reason,
          rule,
          timeout,
          redactions,
          policyDigest,
          approvers,
          message,
          HistoryEffects.NONE);
    }

    /**
     * Creates a pending verdict without groups of approvers and without a text for the agent.
     *
     * @param approvalId the id of the approval; may be empty
     * @param reason the reason for the approval
     * @param rule the rule that decided, or empty
     * @param timeout how long the call may wait for the approval; null leaves it to the gate
     * @param redactions the changes that must be made before the call is shown to an approver
     * @param policyDigest the digest of the policy by which the runtime decided, or empty
     */
    public Pending(
        String approvalId,
        String reason,
        String rule,
        @Nullable Duration timeout,
        List<Redaction> redactions,
        String policyDigest) {
      this(approvalId, reason, rule, timeout, redactions, policyDigest, List.of(), "");
    }

    /**
     * Creates a pending verdict without redactions and by an unknown policy.
     *
     * @param approvalId the id of the approval; may be empty
     * @param reason the reason for the approval
     * @param rule the rule that decided, or empty
     * @param timeout how long the call may wait for the approval; null leaves it to the gate
     */
    public Pending(String approvalId, String reason, String rule, @Nullable Duration timeout) {
      this(approvalId, reason, rule, timeout, List.of(), "");
    }

    @Override
    public Kind kind() {
      return Kind.PENDING;
    }

    @Override
    public Basis basis() {
      return Basis.AUTHORITY;
    }
  }
}
