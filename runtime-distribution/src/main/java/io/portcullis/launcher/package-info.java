// SPDX-License-Identifier: Apache-2.0

/** Runs the commands of bin/portcullis that need a container. */
@NullMarked
package io.portcullis.launcher;

import org.jspecify.annotations.NullMarked;
