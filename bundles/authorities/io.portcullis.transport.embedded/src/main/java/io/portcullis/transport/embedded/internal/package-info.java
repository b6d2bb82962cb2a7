// SPDX-License-Identifier: Apache-2.0
/** The embedded transport. */
@NullMarked
package io.portcullis.transport.embedded.internal;

import org.jspecify.annotations.NullMarked;
