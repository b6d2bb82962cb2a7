// SPDX-License-Identifier: Apache-2.0
/** The commands of the shell; every one works on an argument vector and gives text and a code. */
@NullMarked
package io.portcullis.shell.internal;

import org.jspecify.annotations.NullMarked;
