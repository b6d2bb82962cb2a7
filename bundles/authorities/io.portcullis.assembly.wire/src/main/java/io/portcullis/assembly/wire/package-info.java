// SPDX-License-Identifier: Apache-2.0
/**
 * The Agent Assembly socket without any I/O: messages as records, frames, and the handshake of both
 * sides. A client asks with {@link io.portcullis.assembly.wire.ClientMessage}s and is answered with
 * {@link io.portcullis.assembly.wire.RuntimeMessage}s. Field numbers, tags and byte layouts are
 * those of {@code aa-runtime} 0.0.1-rc.6.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
