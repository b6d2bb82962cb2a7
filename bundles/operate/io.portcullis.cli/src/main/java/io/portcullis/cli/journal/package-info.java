// SPDX-License-Identifier: Apache-2.0

/** Verifies and tails a journal, and selects the journal command to run. */
@NullMarked
package io.portcullis.cli.journal;

import org.jspecify.annotations.NullMarked;
