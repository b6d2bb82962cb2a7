// SPDX-License-Identifier: Apache-2.0

/** Opens the control socket and finds the command that a client names. */
@NullMarked
package io.portcullis.control.internal;

import org.jspecify.annotations.NullMarked;
