// SPDX-License-Identifier: Apache-2.0

/** Encodes messages as frames and reads frames from bytes that arrive in pieces. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.wire.codec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
