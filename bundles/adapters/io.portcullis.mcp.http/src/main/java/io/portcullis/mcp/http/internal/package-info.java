// SPDX-License-Identifier: Apache-2.0

/** Opens and closes one HTTP gateway for each configuration. */
@NullMarked
package io.portcullis.mcp.http.internal;

import org.jspecify.annotations.NullMarked;
