// SPDX-License-Identifier: Apache-2.0

/** Publishes operator control as OSGi services; puts orders in force and clears or stops calls. */
@NullMarked
package io.portcullis.operations.internal;

import org.jspecify.annotations.NullMarked;
