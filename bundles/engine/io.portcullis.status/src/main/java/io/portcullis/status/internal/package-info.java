// SPDX-License-Identifier: Apache-2.0

/** Computes the status of the engine from the service registry. */
@NullMarked
package io.portcullis.status.internal;

import org.jspecify.annotations.NullMarked;
