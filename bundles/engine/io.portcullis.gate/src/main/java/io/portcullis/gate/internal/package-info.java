// SPDX-License-Identifier: Apache-2.0

/** Publishes the gate and the call reporter as OSGi services and reads their configuration. */
@NullMarked
package io.portcullis.gate.internal;

import org.jspecify.annotations.NullMarked;
