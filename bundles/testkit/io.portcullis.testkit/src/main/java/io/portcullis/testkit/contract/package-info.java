// SPDX-License-Identifier: Apache-2.0

/** Defines the contracts of the services as abstract JUnit tests. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.testkit.contract;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
