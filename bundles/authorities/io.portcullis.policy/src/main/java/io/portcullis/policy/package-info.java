// SPDX-License-Identifier: Apache-2.0

/**
 * Reads policy documents, checks them and decides requests by them, without any other part of the
 * engine.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.portcullis.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
