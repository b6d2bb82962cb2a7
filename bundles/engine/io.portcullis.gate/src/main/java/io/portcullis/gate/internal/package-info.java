// SPDX-License-Identifier: Apache-2.0
/** The gate and the gateway client. */
@NullMarked
package io.portcullis.gate.internal;

import org.jspecify.annotations.NullMarked;
