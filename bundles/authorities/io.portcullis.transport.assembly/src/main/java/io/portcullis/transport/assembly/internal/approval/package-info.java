// SPDX-License-Identifier: Apache-2.0

/** Awaits the runtime's approval decisions and passes other approvals to the next channel. */
@NullMarked
package io.portcullis.transport.assembly.internal.approval;

import org.jspecify.annotations.NullMarked;
