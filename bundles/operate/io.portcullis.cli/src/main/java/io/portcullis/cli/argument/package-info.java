// SPDX-License-Identifier: Apache-2.0

/** Parses command-line options, paths, instants and tool names. */
@NullMarked
package io.portcullis.cli.argument;

import org.jspecify.annotations.NullMarked;
