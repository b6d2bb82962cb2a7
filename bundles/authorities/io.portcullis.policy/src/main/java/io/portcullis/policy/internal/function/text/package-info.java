// SPDX-License-Identifier: Apache-2.0

/** Patterns over names and texts, and the strings of a JSON value. */
@NullMarked
package io.portcullis.policy.internal.function.text;

import org.jspecify.annotations.NullMarked;
