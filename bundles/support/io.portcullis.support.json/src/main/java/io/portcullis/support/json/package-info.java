// SPDX-License-Identifier: Apache-2.0

/** Reads JSON strictly and within bounds, and writes JSON for files and terminals. */
@NullMarked
package io.portcullis.support.json;

import org.jspecify.annotations.NullMarked;
