// SPDX-License-Identifier: Apache-2.0

/** Loads policy documents and decides requests by them. */
@Export
@Version("1.3.0")
@NullMarked
package io.portcullis.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
