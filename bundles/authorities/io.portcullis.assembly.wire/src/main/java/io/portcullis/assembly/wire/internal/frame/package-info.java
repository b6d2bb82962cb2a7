// SPDX-License-Identifier: Apache-2.0

/** Defines the tags of frames and what follows each tag in one direction. */
@NullMarked
package io.portcullis.assembly.wire.internal.frame;

import org.jspecify.annotations.NullMarked;
