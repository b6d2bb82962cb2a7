// SPDX-License-Identifier: Apache-2.0

/** Proves the agent's key at the start of a connection, for both sides. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.wire.handshake;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
