// SPDX-License-Identifier: Apache-2.0

/** Offers the commands to Gogo and to the control socket, and knows which operator runs one. */
@NullMarked
package io.portcullis.shell.internal;

import org.jspecify.annotations.NullMarked;
