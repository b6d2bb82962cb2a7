// SPDX-License-Identifier: Apache-2.0

/** Writes completion scripts and man pages from the table of commands. */
@NullMarked
package io.portcullis.cli.document;

import org.jspecify.annotations.NullMarked;
