// SPDX-License-Identifier: Apache-2.0

/** Reads the enforcement mode from the configuration and decides faults in it. */
@NullMarked
package io.portcullis.mode.internal;

import org.jspecify.annotations.NullMarked;
