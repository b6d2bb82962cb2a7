// SPDX-License-Identifier: Apache-2.0

/** Records decisions, outcomes and events in the journal and passes them to listeners. */
@Export
@Version("1.3.0")
@NullMarked
package io.portcullis.api.evidence;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
