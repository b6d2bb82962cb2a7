// SPDX-License-Identifier: Apache-2.0

/** Says whether the gate is open or shut, why, and which interceptor decides. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.api.status;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
