// SPDX-License-Identifier: Apache-2.0

/** Lists and accepts changed tools, as shell commands and as a program without a container. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.mcp.pinning.command;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
