// SPDX-License-Identifier: Apache-2.0

/** Turns SDK queries into tool calls, asks the gate, and records SDK events. */
@NullMarked
package io.portcullis.adapter.assembly.internal.decision;

import org.jspecify.annotations.NullMarked;
