// SPDX-License-Identifier: Apache-2.0

/**
 * Simulates an Agent Assembly runtime on a Unix socket, with scripted replies and every fault of a
 * peer.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.simulator;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
