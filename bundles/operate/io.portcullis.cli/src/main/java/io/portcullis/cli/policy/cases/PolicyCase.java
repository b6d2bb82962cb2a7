// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.cli.policy.BatchCall;
import java.util.List;

/**
 * A call and the decision that is expected.
 *
 * @param name the name of the case
 * @param line the line of the case in its file, from 1
 * @param before the calls that are decided first, in order
 * @param call the call
 * @param expected the expected decision
 */
record PolicyCase(
    String name, int line, List<BatchCall> before, BatchCall call, Expectation expected) {}
