// SPDX-License-Identifier: Apache-2.0

/** Reads and checks the configuration of one agent's socket. */
@NullMarked
package io.portcullis.adapter.assembly.internal.config;

import org.jspecify.annotations.NullMarked;
