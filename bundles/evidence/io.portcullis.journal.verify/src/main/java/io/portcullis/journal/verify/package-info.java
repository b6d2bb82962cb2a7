// SPDX-License-Identifier: Apache-2.0

/** Reads a journal record by record and verifies that it is unchanged. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.journal.verify;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
