// SPDX-License-Identifier: Apache-2.0
/** Finds the path of the Agent Assembly socket and the owners of both its ends. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.wire.socket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
