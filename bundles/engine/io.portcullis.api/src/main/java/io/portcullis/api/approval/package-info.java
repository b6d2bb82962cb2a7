// SPDX-License-Identifier: Apache-2.0

/** Asks people to approve pending calls and lets reviewers decide them. */
@Export
@Version("1.2.0")
@NullMarked
package io.portcullis.api.approval;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
