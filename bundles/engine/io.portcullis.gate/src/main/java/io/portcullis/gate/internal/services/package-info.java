// SPDX-License-Identifier: Apache-2.0

/** Tracks the services that the gate consults for each step of a call. */
@NullMarked
package io.portcullis.gate.internal.services;

import org.jspecify.annotations.NullMarked;
