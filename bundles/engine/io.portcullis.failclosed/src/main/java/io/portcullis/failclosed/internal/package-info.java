// SPDX-License-Identifier: Apache-2.0

/**
 * Registers the denying interceptor as the floor, and as the ceiling while no authority is usable.
 */
@NullMarked
package io.portcullis.failclosed.internal;

import org.jspecify.annotations.NullMarked;
