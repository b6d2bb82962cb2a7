// SPDX-License-Identifier: Apache-2.0

/** Keeps the counters and labels of the policies: settles calls, and rebuilds from the journal. */
@NullMarked
package io.portcullis.transport.embedded.internal.history;

import org.jspecify.annotations.NullMarked;
