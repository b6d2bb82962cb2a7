// SPDX-License-Identifier: Apache-2.0

/** The requests that a policy decides, its decisions, and the problems of documents. */
@Export
@Version("1.4.0")
@NullMarked
package io.portcullis.policy.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
