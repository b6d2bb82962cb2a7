// SPDX-License-Identifier: Apache-2.0

/** The orders in force, the calls they apply to, and the events that report them. */
@NullMarked
package io.portcullis.operations.internal.orders;

import org.jspecify.annotations.NullMarked;
