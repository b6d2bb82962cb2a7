// SPDX-License-Identifier: Apache-2.0

/** Parses the arguments of a command, looks services up for it and formats its result. */
@NullMarked
package io.portcullis.shell.internal.command;

import org.jspecify.annotations.NullMarked;
