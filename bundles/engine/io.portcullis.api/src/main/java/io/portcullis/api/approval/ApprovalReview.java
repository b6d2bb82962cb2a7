// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.approval;

import io.portcullis.api.ToolCall;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The queue of calls that need an approval, as reviewers see and decide it. Consoles build on it.
 * Thread-safe.
 */
@ProviderType
public interface ApprovalReview {

  /** The claimed identity of a reviewer and its proof. */
  sealed interface Reviewer {}

  /**
   * A user of this machine, authenticated by the console with the credentials of a socket.
   *
   * @param user the user's name
   */
  record LocalUser(String user) implements Reviewer {
    /**
     * Refuses null.
     *
     * @throws NullPointerException if the argument is null
     */
    public LocalUser {
      Objects.requireNonNull(user, "user");
    }
  }

  /**
   * A configured reviewer, authenticated by the implementation of this service.
   *
   * @param name the reviewer's name
   * @param token the reviewer's secret
   */
  record TokenHolder(String name, String token) implements Reviewer {
    /**
     * Refuses nulls.
     *
     * @throws NullPointerException if an argument is null
     */
    public TokenHolder {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(token, "token");
    }

    /** Describes the reviewer without the secret. */
    @Override
    public String toString() {
      return "TokenHolder[name=" + name + "]";
    }
  }

  /**
   * A pending call, exactly as it will run.
   *
   * @param id the id by which the request is decided
   * @param call the call, with its arguments after redaction; its deadline is the end of the wait
   * @param argumentsDigest the digest of those arguments
   * @param reason the reason for the approval
   * @param rule the rule that demands the approval, or empty
   * @param since the time of the request
   * @param until the time at which the request expires
   * @param needed the number of different reviewers who must approve
   * @param approvedBy the reviewers who have approved so far
   * @param groups the groups whose members may decide; empty if any reviewer may
   */
  record ReviewRequest(
      String id,
      ToolCall call,
      String argumentsDigest,
      String reason,
      String rule,
      Instant since,
      Instant until,
      int needed,
      List<String> approvedBy,
      List<String> groups) {
    /**
     * Copies the lists.
     *
     * @throws NullPointerException if an argument is null
     */
    public ReviewRequest {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(call, "call");
      Objects.requireNonNull(argumentsDigest, "argumentsDigest");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(since, "since");
      Objects.requireNonNull(until, "until");
      approvedBy = List.copyOf(approvedBy);
      groups = List.copyOf(groups);
    }
  }

  /** The result of a reviewer's decision. */
  enum ReviewResult {
    /** The call may run once. */
    APPROVED,
    /** The call is denied. */
    REJECTED,
    /** The approval counts, and others must approve as well. */
    MORE_NEEDED,
    /** No request with this id is pending: it was decided, has expired, or never existed. */
    NOT_WAITING,
    /** The reviewer is not known, or the proof is wrong. */
    NOT_AUTHENTICATED,
    /** The reviewer is known and may not decide this call. */
    NOT_ENTITLED,
    /** The reviewer has approved this call already. */
    ALREADY_APPROVED,
    /** The decision could not be recorded, so it does not count. */
    NOT_RECORDED
  }

  /**
   * Returns the pending requests.
   *
   * @return the requests, the oldest first
   */
  List<ReviewRequest> waiting();

  /**
   * Applies a reviewer's decision. If several decide at once, exactly one decision takes effect.
   *
   * @param id the id of the request
   * @param reviewer the reviewer who decides
   * @param approve true to approve, false to reject
   * @param comment the reviewer's words; may be empty; the agent receives them with a rejection
   * @return the result
   */
  ReviewResult decide(String id, Reviewer reviewer, boolean approve, String comment);
}
