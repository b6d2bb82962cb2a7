// SPDX-License-Identifier: Apache-2.0

/** Gives the gate its services and policies where no service registry exists. */
@NullMarked
package io.portcullis.standalone.internal;

import org.jspecify.annotations.NullMarked;
