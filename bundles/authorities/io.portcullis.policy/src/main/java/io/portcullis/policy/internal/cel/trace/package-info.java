// SPDX-License-Identifier: Apache-2.0

/** Records what the parts of an expression do, for explanations and coverage. */
@NullMarked
package io.portcullis.policy.internal.cel.trace;

import org.jspecify.annotations.NullMarked;
