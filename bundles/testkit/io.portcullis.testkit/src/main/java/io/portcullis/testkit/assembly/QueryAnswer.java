// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.assembly;

import io.portcullis.assembly.wire.Decision;
import io.portcullis.assembly.wire.PolicyQuery;

/** How a {@link RuntimeDouble} answers queries. The faults are in {@link AnswerFault}. */
@FunctionalInterface
public interface QueryAnswer {

  /**
   * Answers one query. Called by several connections at once, in the order of the queries within
   * each.
   *
   * @param query what is asked
   * @return what to do about it
   */
  Reply answer(PolicyQuery query);

  /**
   * Everything may run.
   *
   * @return the answer
   */
  static QueryAnswer allow() {
    return query -> Reply.of(Decision.ALLOW, "");
  }

  /**
   * Nothing may run.
   *
   * @param reason why
   * @return the answer
   */
  static QueryAnswer deny(String reason) {
    return query -> Reply.of(Decision.DENY, reason);
  }
}
