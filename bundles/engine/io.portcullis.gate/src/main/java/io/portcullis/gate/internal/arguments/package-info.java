// SPDX-License-Identifier: Apache-2.0

/** Rejects unsafe or ambiguous arguments and applies redactions to their JSON text. */
@NullMarked
package io.portcullis.gate.internal.arguments;

import org.jspecify.annotations.NullMarked;
