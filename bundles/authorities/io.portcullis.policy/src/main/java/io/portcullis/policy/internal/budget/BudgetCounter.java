// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.budget;

import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.ruleset.effect.SubjectPart;
import io.portcullis.policy.model.PolicyRequest;
import java.math.BigDecimal;

/**
 * One limit of a budget with the counter that it reads. Immutable.
 *
 * @param spec the counter; it does not depend on the limit, which a reload may change
 * @param limit the limit in US dollars, for the first period
 * @param by who shares the budget
 * @param monthly whether the limit is a monthly one
 */
public record BudgetCounter(HistorySpec spec, BigDecimal limit, SubjectPart by, boolean monthly) {

  /** Returns what a call is counted under. */
  public String subject(PolicyRequest request) {
    return by.word() + '=' + by.of(request);
  }
}
