// SPDX-License-Identifier: Apache-2.0

/** Reads which PIDs and keys a bundle declares in its metatype documents. */
@NullMarked
package io.portcullis.support.config.schema;

import org.jspecify.annotations.NullMarked;
