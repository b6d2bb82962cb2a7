// SPDX-License-Identifier: Apache-2.0

/** Signs checkpoints and keeps the high-water mark, which together prove how far the chain goes. */
@NullMarked
package io.portcullis.journal.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
