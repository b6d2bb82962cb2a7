// SPDX-License-Identifier: Apache-2.0

/** Sends commands to a running container over its control socket and reads its status. */
@NullMarked
package io.portcullis.launcher.control;

import org.jspecify.annotations.NullMarked;
