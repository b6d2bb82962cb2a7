// SPDX-License-Identifier: Apache-2.0

/** The checked rules of a policy document, ready to evaluate. */
@NullMarked
package io.portcullis.policy.internal.rules;

import org.jspecify.annotations.NullMarked;
