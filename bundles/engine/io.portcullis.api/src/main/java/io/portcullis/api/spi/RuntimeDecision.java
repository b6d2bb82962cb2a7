// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime answered to one query, uninterpreted. Only a {@link DecisionMapper} may turn it
 * into a {@link Verdict}.
 *
 * @param callId the id of the call that was answered, as far as the transport can tell; an answer
 *     under another id is denied in every mode
 * @param decision the decision's word as it came: one of the constants here, or noise, or null
 * @param reason the runtime's own words, or empty
 * @param rule which rule decided, or empty
 * @param redactions what must be changed before the tool may run
 * @param approvalId under which a pending decision is waited for, or empty
 * @param approvalTimeout how long a pending decision may be waited for; null leaves it to the gate
 * @param policyDigest by which policy the runtime decided, such as {@code sha256:} and hex, or
 *     empty
 */
public record RuntimeDecision(
    String callId,
    @Nullable String decision,
    String reason,
    String rule,
    List<Redaction> redactions,
    String approvalId,
    @Nullable Duration approvalTimeout,
    String policyDigest) {

  /** The runtime lets the call run. */
  public static final String ALLOW = "allow";

  /** The runtime forbids the call. */
  public static final String DENY = "deny";

  /** A person has to decide. */
  public static final String PENDING = "pending";

  /** The runtime lets the call run after its arguments were changed. */
  public static final String REDACT = "redact";

  /** The runtime did not decide. */
  public static final String UNSPECIFIED = "unspecified";

  /** Sentinel: no answer within the time, or the query was lost. */
  public static final String QUERY_FAILED = "query_failed";

  /** Sentinel: the connection is gone or never was. */
  public static final String CHANNEL_CLOSED = "channel_closed";

  /** Sentinel: the transport was closed. */
  public static final String SHUTDOWN = "shutdown";

  /** Sentinel: any other local fault. */
  public static final String ERROR = "error";

  /**
   * Sentinel: the runtime gave two answers, or one that belongs to no query. Denied in every mode.
   */
  public static final String CONFLICT = "conflict";

  /** Copies the list and refuses null where a value is required. */
  public RuntimeDecision {
    Objects.requireNonNull(callId, "callId");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(rule, "rule");
    redactions = List.copyOf(redactions);
    Objects.requireNonNull(approvalId, "approvalId");
    Objects.requireNonNull(policyDigest, "policyDigest");
  }

  /**
   * A decision of a runtime that does not say by which policy it decides.
   *
   * @param callId the id of the call that was answered
   * @param decision the decision's word as it came, or null
   * @param reason the runtime's own words, or empty
   * @param rule which rule decided, or empty
   * @param redactions what must be changed before the tool may run
   * @param approvalId under which a pending decision is waited for, or empty
   * @param approvalTimeout how long a pending decision may be waited for; null leaves it to the
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
   * A decision with a reason and nothing more.
   *
   * @param call the call that was answered
   * @param decision the decision as the runtime wrote it, or null if there was none
   * @param reason the runtime's own words
   * @param rule which rule decided, or empty
   * @return the decision
   */
  public static RuntimeDecision of(
      ToolCall call, @Nullable String decision, String reason, String rule) {
    return new RuntimeDecision(call.id(), decision, reason, rule, List.of(), "", null);
  }

  /**
   * The same decision, made by a policy.
   *
   * @param digest the policy's digest
   * @return a copy
   */
  public RuntimeDecision withPolicyDigest(String digest) {
    return new RuntimeDecision(
        callId, decision, reason, rule, redactions, approvalId, approvalTimeout, digest);
  }
}
