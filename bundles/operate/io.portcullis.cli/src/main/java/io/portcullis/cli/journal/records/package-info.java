// SPDX-License-Identifier: Apache-2.0

/** Opens the journal named on the command line, visits its records and formats them. */
@NullMarked
package io.portcullis.cli.journal.records;

import org.jspecify.annotations.NullMarked;
