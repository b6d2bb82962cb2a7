// SPDX-License-Identifier: Apache-2.0

/** The table of all commands, and the parser, help and messages that are derived from it. */
@NullMarked
package io.portcullis.cli.command;

import org.jspecify.annotations.NullMarked;
