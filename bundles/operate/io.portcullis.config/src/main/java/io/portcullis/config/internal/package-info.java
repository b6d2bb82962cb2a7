// SPDX-License-Identifier: Apache-2.0
/** The configuration guard. */
@NullMarked
package io.portcullis.config.internal;

import org.jspecify.annotations.NullMarked;
