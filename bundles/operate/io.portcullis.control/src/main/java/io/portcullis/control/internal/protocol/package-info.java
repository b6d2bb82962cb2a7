// SPDX-License-Identifier: Apache-2.0

/** Reads a command request and writes its response frames, each within a time limit. */
@NullMarked
package io.portcullis.control.internal.protocol;

import org.jspecify.annotations.NullMarked;
