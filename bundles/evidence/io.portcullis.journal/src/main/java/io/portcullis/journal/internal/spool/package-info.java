// SPDX-License-Identifier: Apache-2.0

/** Buffers records durably between the threads of callers and the thread that chains them. */
@NullMarked
package io.portcullis.journal.internal.spool;

import org.jspecify.annotations.NullMarked;
