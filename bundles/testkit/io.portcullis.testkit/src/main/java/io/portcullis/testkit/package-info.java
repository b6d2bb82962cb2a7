// SPDX-License-Identifier: Apache-2.0
/** Fakes of the services, with faults on demand, and ledgers of what was allowed and what ran. */
@Export
@Version("1.1.0")
@NullMarked
package io.portcullis.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
