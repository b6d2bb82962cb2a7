// SPDX-License-Identifier: Apache-2.0

/** Writes, scans, seals and removes the segments of the journal. */
@NullMarked
package io.portcullis.journal.internal.segment;

import org.jspecify.annotations.NullMarked;
