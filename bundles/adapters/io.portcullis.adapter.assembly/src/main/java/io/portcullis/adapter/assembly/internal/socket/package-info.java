// SPDX-License-Identifier: Apache-2.0

/** Listens on the agent's Unix socket and serves one session for each SDK connection. */
@NullMarked
package io.portcullis.adapter.assembly.internal.socket;

import org.jspecify.annotations.NullMarked;
