// SPDX-License-Identifier: Apache-2.0

/** States in one line for the operator why a container cannot start or be reached. */
@NullMarked
package io.portcullis.launcher.failure;

import org.jspecify.annotations.NullMarked;
