// SPDX-License-Identifier: Apache-2.0

/** Finds out what a request is about: its arguments, capability and network destination. */
@NullMarked
package io.portcullis.policy.internal.request;

import org.jspecify.annotations.NullMarked;
