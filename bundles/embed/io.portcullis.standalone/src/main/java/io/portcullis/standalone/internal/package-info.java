// SPDX-License-Identifier: Apache-2.0
/** The wiring. */
@NullMarked
package io.portcullis.standalone.internal;

import org.jspecify.annotations.NullMarked;
