// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyCoverage;
import org.jspecify.annotations.Nullable;

/**
 * Documents that cases test.
 *
 * @param policies the documents
 * @param coverage collects what the cases reach; null if nobody wants to know
 */
record TestedPolicy(Policies policies, @Nullable PolicyCoverage coverage) {

  static TestedPolicy of(Policies policies, boolean covered) {
    return new TestedPolicy(policies, covered ? new PolicyCoverage(policies) : null);
  }
}
