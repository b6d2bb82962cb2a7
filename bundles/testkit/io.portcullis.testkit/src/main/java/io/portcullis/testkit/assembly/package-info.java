// SPDX-License-Identifier: Apache-2.0
/**
 * A runtime of Agent Assembly that a test can script: it listens on a Unix socket, answers as the
 * test says, and has every fault of a peer on demand.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.testkit.assembly;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
