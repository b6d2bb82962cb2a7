// SPDX-License-Identifier: Apache-2.0

/** Moves records from the spool into the chain in one thread. */
@NullMarked
package io.portcullis.journal.internal.chain;

import org.jspecify.annotations.NullMarked;
