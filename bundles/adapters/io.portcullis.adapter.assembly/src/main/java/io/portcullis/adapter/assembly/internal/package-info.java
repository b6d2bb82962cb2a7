// SPDX-License-Identifier: Apache-2.0

/** Opens one socket for each configuration and reports its health. */
@NullMarked
package io.portcullis.adapter.assembly.internal;

import org.jspecify.annotations.NullMarked;
