// SPDX-License-Identifier: Apache-2.0

/** Publishes approvals as OSGi services, reads their configuration and opens the queue. */
@NullMarked
package io.portcullis.approval.internal;

import org.jspecify.annotations.NullMarked;
