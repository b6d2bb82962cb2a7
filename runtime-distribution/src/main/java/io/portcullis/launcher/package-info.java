// SPDX-License-Identifier: Apache-2.0
/**
 * Starts the container from feature files, and speaks with a running one over its control socket.
 */
@NullMarked
package io.portcullis.launcher;

import org.jspecify.annotations.NullMarked;
