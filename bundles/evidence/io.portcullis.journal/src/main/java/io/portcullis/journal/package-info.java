// SPDX-License-Identifier: Apache-2.0
/** Reads the journal and says whether anything of it was changed. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.journal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
