// SPDX-License-Identifier: Apache-2.0

/** The rules of the built-in scanner, each anchored at a character that is rare in other texts. */
@NullMarked
package io.portcullis.policy.internal.secret.rule;

import org.jspecify.annotations.NullMarked;
