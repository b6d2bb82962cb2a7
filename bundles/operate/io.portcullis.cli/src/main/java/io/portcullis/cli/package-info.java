// SPDX-License-Identifier: Apache-2.0

/** Runs the command named on the command line and turns errors into a message and an exit code. */
@NullMarked
package io.portcullis.cli;

import org.jspecify.annotations.NullMarked;
