// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.math.BigDecimal;
import java.util.Set;

/**
 * What one call sees of the counters and labels. A frame calls each method at most once for each
 * name, unless it throws.
 */
public interface HistoryView {

  /** A history that is not known: each method throws. */
  HistoryView UNKNOWN =
      new HistoryView() {
        @Override
        public BigDecimal sum(String counter) throws ExpressionFault {
          throw new ExpressionFault(FaultCode.UNKNOWN_HISTORY, 0);
        }

        @Override
        public long count(String counter) throws ExpressionFault {
          throw new ExpressionFault(FaultCode.UNKNOWN_HISTORY, 0);
        }

        @Override
        public Set<String> labels() throws ExpressionFault {
          throw new ExpressionFault(FaultCode.UNKNOWN_HISTORY, 0);
        }
      };

  /**
   * Returns the sum of a counter for the subject of the call.
   *
   * @throws ExpressionFault if the counter is unknown; the caller sets its position
   */
  BigDecimal sum(String counter) throws ExpressionFault;

  /**
   * Returns the number of calls of a counter for the subject of the call.
   *
   * @throws ExpressionFault if the counter is unknown; the caller sets its position
   */
  long count(String counter) throws ExpressionFault;

  /**
   * Returns the labels of the operation and the agent.
   *
   * @throws ExpressionFault if the labels are unknown; the caller sets its position
   */
  Set<String> labels() throws ExpressionFault;
}
