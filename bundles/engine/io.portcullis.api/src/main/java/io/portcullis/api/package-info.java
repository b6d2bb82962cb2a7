// SPDX-License-Identifier: Apache-2.0
/** Types and services by which a tool call of an AI agent is decided, run and recorded. */
@Export
@Version("1.2.0")
@NullMarked
package io.portcullis.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
