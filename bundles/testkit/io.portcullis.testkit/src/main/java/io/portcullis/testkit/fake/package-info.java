// SPDX-License-Identifier: Apache-2.0

/** Replaces the services of the engine by fakes with faults on demand. */
@Export
@Version("1.1.0")
@NullMarked
package io.portcullis.testkit.fake;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
