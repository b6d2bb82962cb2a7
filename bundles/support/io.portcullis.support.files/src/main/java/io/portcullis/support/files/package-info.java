// SPDX-License-Identifier: Apache-2.0

/** Creates, replaces and locks files that only their owner may use. */
@NullMarked
package io.portcullis.support.files;

import org.jspecify.annotations.NullMarked;
