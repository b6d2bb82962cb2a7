// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.diff;

import io.portcullis.cli.journal.replay.PolicyReplay.PolicyAnswer;
import io.portcullis.cli.journal.replay.PolicyReplay.Replayed;

/**
 * A change of decisions that calls have in common.
 *
 * @param tool the tool, or the action of calls without one
 * @param was the decision of the old policy
 * @param wouldBe the decision of the new policy
 */
record VerdictChange(String tool, Replayed was, Replayed wouldBe) {

  /** Returns whether only the new policy allows the calls without asking anybody. */
  boolean newlyAllowed() {
    return wouldBe.answer() == PolicyAnswer.ALLOW;
  }
}
