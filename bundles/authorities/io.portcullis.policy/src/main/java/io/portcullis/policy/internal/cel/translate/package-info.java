// SPDX-License-Identifier: Apache-2.0

/** Turns checked trees of the CEL library into operations; refuses what policies do not have. */
@NullMarked
package io.portcullis.policy.internal.cel.translate;

import org.jspecify.annotations.NullMarked;
