// SPDX-License-Identifier: Apache-2.0
/** The PIDs that bundles declare in their metatype documents, and the keys of each. */
@NullMarked
package io.portcullis.support.config.schema;

import org.jspecify.annotations.NullMarked;
