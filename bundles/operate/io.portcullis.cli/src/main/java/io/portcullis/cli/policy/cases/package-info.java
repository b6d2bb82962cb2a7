// SPDX-License-Identifier: Apache-2.0

/** Checks policy documents against files of cases: calls and the decisions that are expected. */
@NullMarked
package io.portcullis.cli.policy.cases;

import org.jspecify.annotations.NullMarked;
