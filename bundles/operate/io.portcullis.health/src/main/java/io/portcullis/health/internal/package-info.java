// SPDX-License-Identifier: Apache-2.0

/** Registers Felix health checks for the engine, the age of its policies and each of its parts. */
@NullMarked
package io.portcullis.health.internal;

import org.jspecify.annotations.NullMarked;
