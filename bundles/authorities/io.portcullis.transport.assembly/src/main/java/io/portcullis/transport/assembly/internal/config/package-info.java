// SPDX-License-Identifier: Apache-2.0

/** Reads and checks the configuration of one runtime's transport. */
@NullMarked
package io.portcullis.transport.assembly.internal.config;

import org.jspecify.annotations.NullMarked;
