// SPDX-License-Identifier: Apache-2.0

/** Stores the requests that wait for a decision, so that they outlive a restart. */
@NullMarked
package io.portcullis.approval.internal.store;

import org.jspecify.annotations.NullMarked;
