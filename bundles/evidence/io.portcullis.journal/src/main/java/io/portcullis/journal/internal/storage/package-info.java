// SPDX-License-Identifier: Apache-2.0

/** Creates, locks and replaces the files of the journal's directory. */
@NullMarked
package io.portcullis.journal.internal.storage;

import org.jspecify.annotations.NullMarked;
