// SPDX-License-Identifier: Apache-2.0

/** Takes one request through decision, forwarding, response and report, for every transport. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.mcp.relay;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
