// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.Decision;

/** How a {@link RuntimeSimulator} answers queries. The faults are in {@link ReplyFault}. */
@FunctionalInterface
public interface QueryScript {

  /**
   * Answers one query. Called by several connections at once, in the order of the queries within
   * each.
   *
   * @param query what is asked
   * @return what to do about it
   */
  ScriptedReply answer(PolicyQuery query);

  /**
   * Everything may run.
   *
   * @return the answer
   */
  static QueryScript allow() {
    return query -> ScriptedReply.of(Decision.ALLOW, "");
  }

  /**
   * Nothing may run.
   *
   * @param reason why
   * @return the answer
   */
  static QueryScript deny(String reason) {
    return query -> ScriptedReply.of(Decision.DENY, reason);
  }
}
