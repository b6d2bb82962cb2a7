// SPDX-License-Identifier: Apache-2.0

/** Unix sockets that only their owner can use. */
@NullMarked
package io.portcullis.support.files.socket;

import org.jspecify.annotations.NullMarked;
