// SPDX-License-Identifier: Apache-2.0

/** Shows the counters and labels of calls and removes labels. */
@NullMarked
package io.portcullis.shell.internal.history;

import org.jspecify.annotations.NullMarked;
