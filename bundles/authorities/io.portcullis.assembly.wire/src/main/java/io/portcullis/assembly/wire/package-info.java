// SPDX-License-Identifier: Apache-2.0

/**
 * Defines the limits, faults and byte values that all parts of the Agent Assembly wire format
 * share.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.wire;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
