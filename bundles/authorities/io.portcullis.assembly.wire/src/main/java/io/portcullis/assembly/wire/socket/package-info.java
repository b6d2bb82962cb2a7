// SPDX-License-Identifier: Apache-2.0
/** Where the Agent Assembly socket is and who may be at its other end, for both sides. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.wire.socket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
