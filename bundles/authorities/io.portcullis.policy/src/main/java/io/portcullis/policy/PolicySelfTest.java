// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.policy.model.PolicyRequest;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test that a set of documents must pass before it is used. A document that was only partly
 * written can be valid and contain fewer rules than the whole, and then it allows more. Immutable
 * and thread-safe.
 */
public final class PolicySelfTest {

  /** The test that every document has a rule for tools without an entry. */
  public static final PolicySelfTest STANDARD = new PolicySelfTest(null, false);

  /** The test that every set of documents passes. */
  public static final PolicySelfTest NONE = new PolicySelfTest(null, true);

  private final @Nullable PolicyRequest forbidden;
  private final boolean open;

  private PolicySelfTest(@Nullable PolicyRequest forbidden, boolean open) {
    this.forbidden = forbidden;
    this.open = open;
  }

  /**
   * Returns a test that in addition requires the documents to deny a call.
   *
   * @param call the name of a tool and, after a space, its arguments as JSON; {@code {}} without
   *     any. Blank for no call
   */
  public PolicySelfTest denying(String call) {
    String text = call.trim();
    if (text.isEmpty()) {
      return new PolicySelfTest(null, open);
    }
    int blank = text.indexOf(' ');
    String tool = blank < 0 ? text : text.substring(0, blank);
    String arguments = blank < 0 ? "{}" : text.substring(blank).trim();
    return new PolicySelfTest(
        new PolicyRequest("", "", "", Action.TOOL_CALL, tool, "", arguments, null), open);
  }

  /**
   * Runs the test. The call is made by an unknown agent, ignores schedules and counts against no
   * limit.
   *
   * @throws PolicyException if the documents do not pass; do not use them then
   */
  public void require(Policies policies) throws PolicyException {
    PolicyProblem silence = policies.silence();
    if (silence != null && !open) {
      throw new PolicyException(List.of(silence));
    }
    if (forbidden == null) {
      return;
    }
    PolicyDecision decision =
        PolicyEngine.atAnyTime(policies, new RateLimits(), InstantSource.system())
            .evaluate(forbidden);
    if (!(decision instanceof Deny)) {
      throw new PolicyException(List.of(complaint(policies, forbidden.tool(), decision)));
    }
  }

  private static PolicyProblem complaint(Policies policies, String tool, PolicyDecision decision) {
    String document = decision.document();
    String file = document.isEmpty() ? policies.names().get(0) : document;
    String instead =
        decision instanceof NeedsApproval
            ? "asks for an approval"
            : decision instanceof PolicyDecision.Fault ? "cannot evaluate it" : "allows it";
    return new PolicyProblem(
        file,
        1,
        1,
        "",
        "the self-test failed: the call of '"
            + tool
            + "' must be denied, but the policy "
            + instead
            + "; deny it, or name another forbidden call in 'selfTest'");
  }
}
