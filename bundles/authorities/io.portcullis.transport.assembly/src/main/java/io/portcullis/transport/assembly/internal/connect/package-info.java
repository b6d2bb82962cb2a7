// SPDX-License-Identifier: Apache-2.0

/** Connects to the runtime's socket, checks its owner, and reconnects after a pause. */
@NullMarked
package io.portcullis.transport.assembly.internal.connect;

import org.jspecify.annotations.NullMarked;
