// SPDX-License-Identifier: Apache-2.0

/** The reasons why the functions of rules refuse an input. */
@NullMarked
package io.portcullis.policy.internal.function;

import org.jspecify.annotations.NullMarked;
