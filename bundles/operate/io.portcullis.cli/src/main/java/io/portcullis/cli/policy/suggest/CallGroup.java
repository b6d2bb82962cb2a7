// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.suggest;

import io.portcullis.cli.journal.replay.RecordedCall;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.util.Locale;

/**
 * The calls that one rule is about.
 *
 * @param action the kind of action
 * @param tool the tool; empty for an action without a tool
 * @param server the source of the tool, or empty
 */
record CallGroup(Action action, String tool, String server) {

  static CallGroup of(RecordedCall call) {
    PolicyRequest request = call.request();
    boolean tool = request.action() == Action.TOOL_CALL || request.action() == Action.TOOL_RESULT;
    return new CallGroup(request.action(), tool ? request.tool() : "", request.source());
  }

  String actionWord() {
    return action.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the group without its server: rules about these calls can affect each other. */
  CallGroup anyServer() {
    return new CallGroup(action, tool, "");
  }
}
