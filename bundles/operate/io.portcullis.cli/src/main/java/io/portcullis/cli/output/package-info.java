// SPDX-License-Identifier: Apache-2.0

/** Writes lines that cannot disturb a terminal, and names the exit codes. */
@NullMarked
package io.portcullis.cli.output;

import org.jspecify.annotations.NullMarked;
