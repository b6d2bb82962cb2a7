// SPDX-License-Identifier: Apache-2.0
/** The health checks. */
@NullMarked
package io.portcullis.health.internal;

import org.jspecify.annotations.NullMarked;
