// SPDX-License-Identifier: Apache-2.0

/** Shows the orders of operators and gives or withdraws them. */
@NullMarked
package io.portcullis.shell.internal.orders;

import org.jspecify.annotations.NullMarked;
