// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

/**
 * The result of a case.
 *
 * @param file the file of the case, as it was named
 * @param policyCase the case
 * @param difference how the decision differs; empty if it is as expected
 */
record CaseResult(String file, PolicyCase policyCase, String difference) {

  boolean passed() {
    return difference.isEmpty();
  }
}
