// SPDX-License-Identifier: Apache-2.0

/**
 * The process of an MCP session. It starts the server, and copies bytes between the client, the
 * server and the engine that decides. It does not parse and does not decide. Each session is such a
 * process, so the path of its start uses no lambda, no string concatenation and no library.
 */
@NullMarked
package io.portcullis.relay;

import org.jspecify.annotations.NullMarked;
