// SPDX-License-Identifier: Apache-2.0

/** Describes commands, and presents their output to people. */
@NullMarked
package io.portcullis.support.commandline;

import org.jspecify.annotations.NullMarked;
