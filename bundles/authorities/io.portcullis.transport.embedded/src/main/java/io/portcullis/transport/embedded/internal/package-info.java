// SPDX-License-Identifier: Apache-2.0

/** Decides calls in this process by policy documents and reloads them when they change. */
@NullMarked
package io.portcullis.transport.embedded.internal;

import org.jspecify.annotations.NullMarked;
