// SPDX-License-Identifier: Apache-2.0

/** Defines the messages that a client and a runtime exchange after the handshake. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.wire.messages;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
