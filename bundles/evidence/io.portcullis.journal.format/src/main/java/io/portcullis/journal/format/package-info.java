// SPDX-License-Identifier: Apache-2.0

/** The journal format: canonical JSON, records, hashes and checkpoints. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.journal.format;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
