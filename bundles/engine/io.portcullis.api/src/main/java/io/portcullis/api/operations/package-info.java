// SPDX-License-Identifier: Apache-2.0

/** Lets operators pause, resume and terminate calls, and lets the gate ask for clearance. */
@Export
@Version("1.4.0")
@NullMarked
package io.portcullis.api.operations;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
