// SPDX-License-Identifier: Apache-2.0

/** Reads the members of the arguments that expressions reference, strictly and in one pass. */
@NullMarked
package io.portcullis.policy.internal.cel.arguments;

import org.jspecify.annotations.NullMarked;
