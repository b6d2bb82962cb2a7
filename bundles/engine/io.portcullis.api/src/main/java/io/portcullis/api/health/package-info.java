// SPDX-License-Identifier: Apache-2.0

/** Reports the health of each part of the engine. */
@Export
@Version("1.3.0")
@NullMarked
package io.portcullis.api.health;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
