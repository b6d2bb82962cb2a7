// SPDX-License-Identifier: Apache-2.0

/** Checks a call without running it and shows the most recent call records. */
@NullMarked
package io.portcullis.shell.internal.calls;

import org.jspecify.annotations.NullMarked;
