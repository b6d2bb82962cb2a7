// SPDX-License-Identifier: Apache-2.0

/** Encodes calls and events as the bodies of journal records. */
@NullMarked
package io.portcullis.journal.internal.record;

import org.jspecify.annotations.NullMarked;
