// SPDX-License-Identifier: Apache-2.0

/** Starts daemon threads, continues calls in them, and cancels stages of others. */
@NullMarked
package io.portcullis.support.concurrent;

import org.jspecify.annotations.NullMarked;
