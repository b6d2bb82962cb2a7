// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps misplaced configurations away from components and reports those that cannot be understood.
 */
@NullMarked
package io.portcullis.config.internal;

import org.jspecify.annotations.NullMarked;
