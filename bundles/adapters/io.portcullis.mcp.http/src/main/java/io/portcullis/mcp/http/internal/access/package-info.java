// SPDX-License-Identifier: Apache-2.0

/** Authenticates callers, checks origins, and binds session ids to the agent that received them. */
@NullMarked
package io.portcullis.mcp.http.internal.access;

import org.jspecify.annotations.NullMarked;
