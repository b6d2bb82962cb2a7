// SPDX-License-Identifier: Apache-2.0

/** The rules of documents: which of them apply to a call, and how their effects combine. */
@NullMarked
package io.portcullis.policy.internal.ruleset;

import org.jspecify.annotations.NullMarked;
