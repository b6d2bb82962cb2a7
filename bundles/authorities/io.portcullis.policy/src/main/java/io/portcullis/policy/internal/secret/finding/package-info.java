// SPDX-License-Identifier: Apache-2.0

/** Findings in a text, their kinds and labels, and how labels replace them. */
@NullMarked
package io.portcullis.policy.internal.secret.finding;

import org.jspecify.annotations.NullMarked;
