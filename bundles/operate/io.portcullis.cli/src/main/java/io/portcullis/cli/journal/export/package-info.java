// SPDX-License-Identifier: Apache-2.0

/** Converts a journal to the audit chain of Agent Assembly. */
@NullMarked
package io.portcullis.cli.journal.export;

import org.jspecify.annotations.NullMarked;
