// SPDX-License-Identifier: Apache-2.0

/** Drives an adapter through every fault under every mode and checks that no call fails open. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.testkit.matrix;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
