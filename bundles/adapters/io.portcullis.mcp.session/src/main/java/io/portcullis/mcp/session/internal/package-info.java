// SPDX-License-Identifier: Apache-2.0

/** The program that serves the MCP sessions of one user, as a component. */
@NullMarked
package io.portcullis.mcp.session.internal;

import org.jspecify.annotations.NullMarked;
