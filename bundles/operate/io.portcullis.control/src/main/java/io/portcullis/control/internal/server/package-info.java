// SPDX-License-Identifier: Apache-2.0

/**
 * Accepts connections from the socket's owner on a private Unix socket, a bounded number at a time.
 */
@NullMarked
package io.portcullis.control.internal.server;

import org.jspecify.annotations.NullMarked;
