// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.approval;

import io.portcullis.api.ToolCall;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where reviewers see what waits for an approval and decide it; consoles are made on top of it.
 * Thread-safe.
 */
@ProviderType
public interface ApprovalReview {

  /** Who a reviewer says to be, and what proves it. */
  sealed interface Reviewer {}

  /**
   * A user of this machine, whom the console has authenticated by the credentials of a socket.
   *
   * @param user the user's name
   */
  record LocalUser(String user) implements Reviewer {
    /** Refuses null. */
    public LocalUser {
      Objects.requireNonNull(user, "user");
    }
  }

  /**
   * A configured reviewer, authenticated by the desk itself.
   *
   * @param name the reviewer's name
   * @param token the reviewer's secret
   */
  record TokenHolder(String name, String token) implements Reviewer {
    /** Refuses nulls. */
    public TokenHolder {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(token, "token");
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "TokenHolder[name=" + name + "]";
    }
  }

  /**
   * A call that waits, frozen as it will run.
   *
   * @param id by which it is decided
   * @param call the call, its arguments after redaction; its deadline is the end of the wait
   * @param argumentsDigest the digest of those arguments
   * @param reason why an approval is needed
   * @param rule which rule asks for it, or empty
   * @param since since when it waits
   * @param until when it expires
   * @param needed how many different reviewers must approve
   * @param approvedBy who has approved so far
   * @param groups of which groups reviewers must be; empty if any may decide
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
    /** Copies the lists; refuses nulls. */
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

  /** What came of a reviewer's word. */
  enum ReviewResult {
    /** The call may run once. */
    APPROVED,
    /** The call is denied. */
    REJECTED,
    /** It counts, and others must approve as well. */
    MORE_NEEDED,
    /** Nothing waits under that id: it was decided, has expired, or never was. */
    NOT_WAITING,
    /** The reviewer is not known, or the proof is wrong. */
    NOT_AUTHENTICATED,
    /** The reviewer is known and may not decide this call. */
    NOT_ENTITLED,
    /** The reviewer has approved this call already. */
    ALREADY_APPROVED,
    /** The decision could not be written down, so it does not count. */
    NOT_RECORDED
  }

  /**
   * What waits.
   *
   * @return the oldest first
   */
  List<ReviewRequest> waiting();

  /**
   * Takes a reviewer's word. Of several that race, exactly one decides.
   *
   * @param id which call
   * @param reviewer who decides
   * @param approve true to approve, false to reject
   * @param comment why; may be empty; the agent is told it with a rejection
   * @return what came of it
   */
  ReviewResult decide(String id, Reviewer reviewer, boolean approve, String comment);
}
