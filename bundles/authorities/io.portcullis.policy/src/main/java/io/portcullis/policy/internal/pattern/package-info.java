// SPDX-License-Identifier: Apache-2.0

/** Regular expressions whose cost is bounded. */
@NullMarked
package io.portcullis.policy.internal.pattern;

import org.jspecify.annotations.NullMarked;
