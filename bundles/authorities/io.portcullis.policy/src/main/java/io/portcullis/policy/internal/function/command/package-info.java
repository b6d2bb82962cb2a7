// SPDX-License-Identifier: Apache-2.0

/** Reads the programs that a shell command runs. */
@NullMarked
package io.portcullis.policy.internal.function.command;

import org.jspecify.annotations.NullMarked;
