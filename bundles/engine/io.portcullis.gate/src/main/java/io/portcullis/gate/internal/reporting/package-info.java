// SPDX-License-Identifier: Apache-2.0

/**
 * Passes records, events and approval requests to their services and limits the records of denials.
 */
@NullMarked
package io.portcullis.gate.internal.reporting;

import org.jspecify.annotations.NullMarked;
