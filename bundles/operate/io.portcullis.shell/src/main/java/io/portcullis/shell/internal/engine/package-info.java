// SPDX-License-Identifier: Apache-2.0

/** Shows the engine's mode, transport, policies and health, and changes the mode. */
@NullMarked
package io.portcullis.shell.internal.engine;

import org.jspecify.annotations.NullMarked;
