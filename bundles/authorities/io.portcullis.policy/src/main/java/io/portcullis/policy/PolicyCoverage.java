// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.coverage.RuleMeter;
import io.portcullis.policy.model.CoverageReport;

/**
 * Collects which rules, and which sides of their conditions, requests reach. Pass it to {@link
 * PolicyEngine#measure}. Creating one compiles all conditions again. Not thread-safe.
 */
public final class PolicyCoverage {
  private final RuleMeter meter;

  /**
   * Creates an empty coverage.
   *
   * @param policies the documents; only engines with the same documents may measure
   */
  public PolicyCoverage(Policies policies) {
    meter = policies.meter();
  }

  RuleMeter meter() {
    return meter;
  }

  /**
   * Returns what was reached until now.
   *
   * @return the report
   */
  public CoverageReport report() {
    return meter.report();
  }
}
