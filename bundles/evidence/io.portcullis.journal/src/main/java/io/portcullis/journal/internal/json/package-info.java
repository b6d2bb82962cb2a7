// SPDX-License-Identifier: Apache-2.0

/** Writes canonical JSON, timestamps and SHA-256 digests without allocation for each record. */
@NullMarked
package io.portcullis.journal.internal.json;

import org.jspecify.annotations.NullMarked;
