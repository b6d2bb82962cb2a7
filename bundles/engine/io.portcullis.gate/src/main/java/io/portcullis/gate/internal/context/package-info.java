// SPDX-License-Identifier: Apache-2.0

/** Holds the state of one call and what all calls share: limits, clock, ids and the self-test. */
@NullMarked
package io.portcullis.gate.internal.context;

import org.jspecify.annotations.NullMarked;
