// SPDX-License-Identifier: Apache-2.0
/** The control socket: a Unix domain socket over which its owner runs commands. */
@NullMarked
package io.portcullis.shell.internal.socket;

import org.jspecify.annotations.NullMarked;
