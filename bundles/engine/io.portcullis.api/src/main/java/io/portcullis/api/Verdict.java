// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter must obey. An {@link Allow} is made by the {@code DecisionMapper} from an
 * authoritative answer and by the {@code ModePolicy} for a fault under a lenient mode, and by
 * nobody else of this engine.
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

  /** What a verdict rests on. */
  enum Basis {
    /** A reachable runtime said so in answer to this very call. */
    AUTHORITY,
    /** A person decided this very call. */
    APPROVAL,
    /** Nothing authoritative: a fault was let through by a lenient mode. */
    LENIENT_MODE,
    /** Nothing authoritative: a fault, and therefore no. */
    FAULT
  }

  /**
   * The kind of this verdict.
   *
   * @return never null
   */
  Kind kind();

  /**
   * Why, in words that a person can act on.
   *
   * @return the reason; for an authoritative denial the runtime's own words
   */
  String reason();

  /**
   * Which rule decided.
   *
   * @return the rule, or empty
   */
  String rule();

  /**
   * What the verdict rests on.
   *
   * @return never null
   */
  Basis basis();

  /**
   * Which policy the runtime decided by.
   *
   * @return the digest that the runtime gave, such as {@code sha256:} and hex, or empty if it gave
   *     none
   */
  String policyDigest();

  /**
   * The tool may run, after the redactions were applied to its arguments.
   *
   * @param basis what the verdict rests on; never {@link Basis#FAULT}
   * @param reason why
   * @param rule which rule decided, or empty
   * @param redactions the changes that must be made first
   * @param policyDigest by which policy the runtime decided, or empty
   */
  record Allow(
      Basis basis, String reason, String rule, List<Redaction> redactions, String policyDigest)
      implements Verdict {
    /** Copies the list; refuses nulls and {@link Basis#FAULT}. */
    public Allow {
      Objects.requireNonNull(policyDigest, "policyDigest");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(rule, "rule");
      redactions = List.copyOf(redactions);
      if (Objects.requireNonNull(basis, "basis") == Basis.FAULT) {
        throw new IllegalArgumentException("a fault is no basis for an allow");
      }
    }

    /**
     * An allow of which the policy is not known.
     *
     * @param basis what the verdict rests on; never {@link Basis#FAULT}
     * @param reason why
     * @param rule which rule decided, or empty
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
   * @param basis what the verdict rests on
   * @param reason why
   * @param rule which rule decided, or empty
   * @param policyDigest by which policy the runtime decided, or empty
   * @param cause why, for programs
   */
  record Deny(Basis basis, String reason, String rule, String policyDigest, DenialCause cause)
      implements Verdict {
    /** Refuses nulls. */
    public Deny {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(policyDigest, "policyDigest");
      Objects.requireNonNull(basis, "basis");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(rule, "rule");
    }

    /**
     * A denial for the usual cause of its basis: {@link DenialCause#FORBIDDEN} of the authority's
     * word, {@link DenialCause#REJECTED} of an approval, and {@link DenialCause#FAULT} otherwise.
     *
     * @param basis what the verdict rests on
     * @param reason why
     * @param rule which rule decided, or empty
     * @param policyDigest by which policy the runtime decided, or empty
     */
    public Deny(Basis basis, String reason, String rule, String policyDigest) {
      this(basis, reason, rule, policyDigest, usualCause(basis));
    }

    /**
     * A denial of which the policy is not known, for the usual cause of its basis.
     *
     * @param basis what the verdict rests on
     * @param reason why
     * @param rule which rule decided, or empty
     */
    public Deny(Basis basis, String reason, String rule) {
      this(basis, reason, rule, "");
    }

    /**
     * A denial because something failed.
     *
     * @param reason what failed
     * @return the denial
     */
    public static Deny fault(String reason) {
      return fault(reason, DenialCause.FAULT);
    }

    /**
     * A denial because something failed that has a cause of its own.
     *
     * @param reason what failed
     * @param cause the same for programs
     * @return the denial
     */
    public static Deny fault(String reason, DenialCause cause) {
      return new Deny(Basis.FAULT, reason, "", "", cause);
    }

    /**
     * The same denial for another cause.
     *
     * @param other the cause
     * @return a copy
     */
    public Deny withCause(DenialCause other) {
      return new Deny(basis, reason, rule, policyDigest, other);
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
   * @param approvalId under which the approval is waited for; may be empty
   * @param reason why an approval is needed
   * @param rule which rule decided, or empty
   * @param timeout how long the approval may be waited for; null leaves it to the gate
   * @param redactions the changes that must be made before the call is shown to an approver
   * @param policyDigest by which policy the runtime decided, or empty
   */
  record Pending(
      String approvalId,
      String reason,
      String rule,
      @Nullable Duration timeout,
      List<Redaction> redactions,
      String policyDigest)
      implements Verdict {
    /** Copies the list and refuses nulls but for the timeout. */
    public Pending {
      Objects.requireNonNull(policyDigest, "policyDigest");
      Objects.requireNonNull(approvalId, "approvalId");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(rule, "rule");
      redactions = List.copyOf(redactions);
    }

    /**
     * A call that waits as it is.
     *
     * @param approvalId under which the approval is waited for; may be empty
     * @param reason why an approval is needed
     * @param rule which rule decided, or empty
     * @param timeout how long the approval may be waited for; null leaves it to the gate
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
