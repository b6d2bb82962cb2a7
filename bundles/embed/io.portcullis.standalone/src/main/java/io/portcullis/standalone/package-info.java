// SPDX-License-Identifier: Apache-2.0

/** Builds the engine for a class path without OSGi. */
@NullMarked
package io.portcullis.standalone;

import org.jspecify.annotations.NullMarked;
