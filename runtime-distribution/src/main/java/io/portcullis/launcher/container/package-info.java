// SPDX-License-Identifier: Apache-2.0

/** Starts a container, runs the requested work in it and stops it. */
@NullMarked
package io.portcullis.launcher.container;

import org.jspecify.annotations.NullMarked;
