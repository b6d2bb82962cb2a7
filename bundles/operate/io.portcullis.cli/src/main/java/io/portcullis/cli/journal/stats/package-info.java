// SPDX-License-Identifier: Apache-2.0

/** Counts the records of a journal in bounded memory. */
@NullMarked
package io.portcullis.cli.journal.stats;

import org.jspecify.annotations.NullMarked;
