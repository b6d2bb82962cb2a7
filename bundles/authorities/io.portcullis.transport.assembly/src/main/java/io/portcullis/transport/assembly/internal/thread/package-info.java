// SPDX-License-Identifier: Apache-2.0

/** Waits for all sockets with few threads, keeps the time, and runs tasks in order. */
@NullMarked
package io.portcullis.transport.assembly.internal.thread;

import org.jspecify.annotations.NullMarked;
