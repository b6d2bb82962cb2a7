// SPDX-License-Identifier: Apache-2.0

/**
 * Arithmetic, order and equality of the values of expressions. Numbers compare by value, exactly;
 * values of different types are never equal and never unequal, but a fault.
 */
@NullMarked
package io.portcullis.policy.internal.cel.value;

import org.jspecify.annotations.NullMarked;
