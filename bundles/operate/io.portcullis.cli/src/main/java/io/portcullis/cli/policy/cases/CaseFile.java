// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import java.nio.file.Path;
import java.util.List;

/**
 * A file of cases.
 *
 * @param policy the documents that decide
 * @param cases the cases in their order; not empty
 */
record CaseFile(Path policy, List<PolicyCase> cases) {}
