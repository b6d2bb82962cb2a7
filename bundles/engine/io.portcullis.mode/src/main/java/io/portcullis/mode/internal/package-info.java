// SPDX-License-Identifier: Apache-2.0
/** The mode policy. */
@NullMarked
package io.portcullis.mode.internal;

import org.jspecify.annotations.NullMarked;
