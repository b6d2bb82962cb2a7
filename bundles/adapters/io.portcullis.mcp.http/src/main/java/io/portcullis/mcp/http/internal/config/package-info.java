// SPDX-License-Identifier: Apache-2.0

/** Reads and checks the configuration of a gateway, its key stores and its session key. */
@NullMarked
package io.portcullis.mcp.http.internal.config;

import org.jspecify.annotations.NullMarked;
