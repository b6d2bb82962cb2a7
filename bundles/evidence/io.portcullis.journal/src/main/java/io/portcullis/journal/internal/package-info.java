// SPDX-License-Identifier: Apache-2.0
/** The writing side of the journal: a spool for the callers and one thread that chains. */
@NullMarked
package io.portcullis.journal.internal;

import org.jspecify.annotations.NullMarked;
