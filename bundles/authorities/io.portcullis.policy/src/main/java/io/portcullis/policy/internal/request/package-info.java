// SPDX-License-Identifier: Apache-2.0

/** Reads the target of a request: its arguments, capability and network destination. */
@NullMarked
package io.portcullis.policy.internal.request;

import org.jspecify.annotations.NullMarked;
