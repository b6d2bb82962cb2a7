// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.HistoryEffects;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The uninterpreted answer of a runtime to one query. Only a {@link DecisionMapper} may turn it
 * into a {@link Verdict}. Immutable.
 *
 * @param callId the id of the call that was answered, according to the transport; an answer under
 *     another id is denied in every mode
 * @param decision the decision's word as received: one of the constants here, any other text, or
 *     null
 * @param reason the runtime's own words, or empty
 * @param rule the rule that decided, or empty
 * @param redactions the changes that must be applied before the tool may run
 * @param approvalId the id of the approval of a pending decision, or empty
 * @param approvalTimeout how long a pending call may wait for its approval; null leaves it to the
 *     gate
 * @param policyDigest the digest of the policy that decided, such as {@code sha256:} and hex, or
 *     empty
 * @param message the policy's text for the agent about a denial or a pending call, or empty
 * @param approvers the groups whose members may approve a pending call; empty leaves it to the
 *     approval channel
 * @param history what the call adds to the history if its tool runs
 */
public record RuntimeDecision(
    String callId,
    @Nullable String decision,
    String reason,
    String rule,
    List<Redaction> redactions,
    String approvalId,
    @Nullable Duration approvalTimeout,
    String policyDigest,
    String message,
    List<String> approvers,
    HistoryEffects history) {

  /** The runtime allows the call. */
  public static final String ALLOW = "allow";

  /** The runtime forbids the call. */
  public static final String DENY = "deny";

  /** A reviewer must decide. */
  public static final String PENDING = "pending";

  /** The runtime allows the call after its arguments were changed. */
  public static final String REDACT = "redact";

  /** The runtime did not decide. */
  public static final String UNSPECIFIED = "unspecified";

  /** Sentinel: no answer within the time, or the query was lost. */
  public static final String QUERY_FAILED = "query_failed";

  /** Sentinel: the connection is closed or was never open. */
  public static final String CHANNEL_CLOSED = "channel_closed";

  /** Sentinel: the transport was closed. */
  public static final String SHUTDOWN = "shutdown";

  /** Sentinel: any other local fault. */
  public static final String ERROR = "error";

  /**
   * Sentinel: the runtime gave two answers, or one that belongs to no query. It is denied in every
   * mode.
   */
  public static final String CONFLICT = "conflict";

  /**
   * Copies the lists.
   *
   * @throws NullPointerException if an argument other than the decision and the timeout is null
   */
  public RuntimeDecision {
    Objects.requireNonNull(callId, "callId");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(rule, "rule");
    redactions = List.copyOf(redactions);
    Objects.requireNonNull(approvalId, "approvalId");
    Objects.requireNonNull(policyDigest, "policyDigest");
    Objects.requireNonNull(message, "message");
    approvers = List.copyOf(approvers);
    Objects.requireNonNull(history, "history");
  }

  /**
   * Creates a decision without a text for the agent and without groups of approvers.
   *
   * @param callId the id of the call that was answered
   * @param decision the decision's word as received, or null
   * @param reason the runtime's own words, or empty
   * @param rule the rule that decided, or empty
   * @param redactions the changes that must be applied before the tool may run
   * @param approvalId the id of the approval of a pending decision, or empty
   * @param approvalTimeout how long a pending call may wait for its approval; null leaves it to the
   *     gate
   * @param policyDigest the digest of the policy that decided, or empty
   */
  public RuntimeDecision(
      String callId,
      @Nullable String decision,
      String reason,
      String rule,
      List<Redaction> redactions,
      String approvalId,
      @Nullable Duration approvalTimeout,
      String policyDigest) {
    this(
        callId,
        decision,
        reason,
        rule,
        redactions,
        approvalId,
        approvalTimeout,
        policyDigest,
        "",
        List.of(),
        HistoryEffects.NONE);
  }

  /**
   * Creates a decision by an unknown policy.
   *
   * @param callId the id of the call that was answered
   * @param decision the decision's word as received, or null
   * @param reason the runtime's own words, or empty
   * @param rule the rule that decided, or empty
   * @param redactions the changes that must be applied before the tool may run
   * @param approvalId the id of the approval of a pending decision, or empty
   * @param approvalTimeout how long a pending call may wait for its approval; null leaves it to the
   *     gate
   */
  public RuntimeDecision(
      String callId,
      @Nullable String decision,
      String reason,
      String rule,
      List<Redaction> redactions,
      String approvalId,
      @Nullable Duration approvalTimeout) {
    this(callId, decision, reason, rule, redactions, approvalId, approvalTimeout, "");
  }

  /**
   * Creates a decision with a reason and a rule only.
   *
   * @param call the call that was answered
   * @param decision the decision as the runtime wrote it, or null if there was none
   * @param reason the runtime's own words
   * @param rule the rule that decided, or empty
   * @return the decision
   */
  public static RuntimeDecision of(
      ToolCall call, @Nullable String decision, String reason, String rule) {
    return new RuntimeDecision(call.id(), decision, reason, rule, List.of(), "", null);
  }

  /**
   * Returns the same decision with the digest of its policy.
   *
   * @param digest the policy's digest
   * @return a copy
   */
  public RuntimeDecision withPolicyDigest(String digest) {
    return new RuntimeDecision(
        callId,
        decision,
        reason,
        rule,
        redactions,
        approvalId,
        approvalTimeout,
        digest,
        message,
        approvers,
        history);
  }

  /**
   * Returns the same decision with a text for the agent.
   *
   * @param text the text, or empty
   * @return a copy
   */
  public RuntimeDecision withMessage(String text) {
    return new RuntimeDecision(
        callId,
        decision,
        reason,
        rule,
        redactions,
        approvalId,
        approvalTimeout,
        policyDigest,
        text,
        approvers,
        history);
  }

  /**
   * Returns the same decision with the groups whose members may approve the call.
   *
   * @param groups the groups; empty leaves it to the approval channel
   * @return a copy
   */
  public RuntimeDecision withApprovers(List<String> groups) {
    return new RuntimeDecision(
        callId,
        decision,
        reason,
        rule,
        redactions,
        approvalId,
        approvalTimeout,
        policyDigest,
        message,
        groups,
        history);
  }

  /**
   * Returns the same decision with what the call adds to the history.
   *
   * @param effects the effects if the tool runs
   * @return a copy
   */
  public RuntimeDecision withHistory(HistoryEffects effects) {
    return new RuntimeDecision(
        callId,
        decision,
        reason,
        rule,
        redactions,
        approvalId,
        approvalTimeout,
        policyDigest,
        message,
        approvers,
        effects);
  }
}
