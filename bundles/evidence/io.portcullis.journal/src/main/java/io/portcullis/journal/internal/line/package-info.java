// SPDX-License-Identifier: Apache-2.0

/** Writes and parses the chained lines of a segment, with their hashes and MACs. */
@NullMarked
package io.portcullis.journal.internal.line;

import org.jspecify.annotations.NullMarked;
