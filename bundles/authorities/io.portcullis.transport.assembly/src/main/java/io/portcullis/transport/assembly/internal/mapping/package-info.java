// SPDX-License-Identifier: Apache-2.0

/** Translates calls, verdicts and records into the runtime's messages and back. */
@NullMarked
package io.portcullis.transport.assembly.internal.mapping;

import org.jspecify.annotations.NullMarked;
