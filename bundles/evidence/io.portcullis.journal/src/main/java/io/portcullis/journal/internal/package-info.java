// SPDX-License-Identifier: Apache-2.0

/** Publishes the journal as an OSGi service, and opens it after recovery from any interruption. */
@NullMarked
package io.portcullis.journal.internal;

import org.jspecify.annotations.NullMarked;
