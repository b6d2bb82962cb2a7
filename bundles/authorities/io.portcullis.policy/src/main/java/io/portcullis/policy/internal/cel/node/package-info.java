// SPDX-License-Identifier: Apache-2.0

/** The operations of checked expressions as closures. */
@NullMarked
package io.portcullis.policy.internal.cel.node;

import org.jspecify.annotations.NullMarked;
