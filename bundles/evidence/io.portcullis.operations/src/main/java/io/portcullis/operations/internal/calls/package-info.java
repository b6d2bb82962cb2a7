// SPDX-License-Identifier: Apache-2.0

/** Tracks recent calls and those that wait for clearance, and notifies them. */
@NullMarked
package io.portcullis.operations.internal.calls;

import org.jspecify.annotations.NullMarked;
