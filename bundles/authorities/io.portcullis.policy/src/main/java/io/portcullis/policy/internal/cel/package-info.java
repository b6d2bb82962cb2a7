// SPDX-License-Identifier: Apache-2.0

/**
 * Checked expressions of a policy and the values that they see: what the rules need of CEL. Nothing
 * here depends on the CEL library; only {@code cel.compile} does.
 */
@NullMarked
package io.portcullis.policy.internal.cel;

import org.jspecify.annotations.NullMarked;
