// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.Decision;

/** The answers of a {@link RuntimeSimulator} to queries. The faults are in {@link ReplyFault}. */
@FunctionalInterface
public interface QueryScript {

  /**
   * Answers one query. Called by several connections at once, in the order of the queries within
   * each.
   *
   * @param query the query
   * @return the reply
   */
  ScriptedReply answer(PolicyQuery query);

  /**
   * Allows everything.
   *
   * @return the answer
   */
  static QueryScript allow() {
    return query -> ScriptedReply.of(Decision.ALLOW, "");
  }

  /**
   * Denies everything.
   *
   * @param reason the reason
   * @return the answer
   */
  static QueryScript deny(String reason) {
    return query -> ScriptedReply.of(Decision.DENY, reason);
  }
}
