// SPDX-License-Identifier: Apache-2.0

/** What an adapter needs: the tool call, the gate that decides it, the verdict and the outcome. */
@Export
@Version("1.3.0")
@NullMarked
package io.portcullis.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
