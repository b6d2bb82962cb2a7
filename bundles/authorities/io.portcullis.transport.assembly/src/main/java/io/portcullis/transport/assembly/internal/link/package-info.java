// SPDX-License-Identifier: Apache-2.0

/** Sends queries over one connection in batches and matches the responses by their order. */
@NullMarked
package io.portcullis.transport.assembly.internal.link;

import org.jspecify.annotations.NullMarked;
