// SPDX-License-Identifier: Apache-2.0

/** Writes a first policy for an MCP server, with cases that test it. */
@NullMarked
package io.portcullis.cli.policy.init;

import org.jspecify.annotations.NullMarked;
