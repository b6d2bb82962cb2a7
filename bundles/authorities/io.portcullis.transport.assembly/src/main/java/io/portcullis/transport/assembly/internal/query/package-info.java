// SPDX-License-Identifier: Apache-2.0

/** Keeps the pending queries of a connection in order until they are written and answered. */
@NullMarked
package io.portcullis.transport.assembly.internal.query;

import org.jspecify.annotations.NullMarked;
