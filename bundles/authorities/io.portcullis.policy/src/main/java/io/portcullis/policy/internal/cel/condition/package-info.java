// SPDX-License-Identifier: Apache-2.0

/** The operations of checked expressions that answer a condition. */
@NullMarked
package io.portcullis.policy.internal.cel.condition;

import org.jspecify.annotations.NullMarked;
