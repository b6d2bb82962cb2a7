// SPDX-License-Identifier: Apache-2.0

/** Readers of URLs and IP addresses that refuse every text with two readings. */
@NullMarked
package io.portcullis.policy.internal.function.net;

import org.jspecify.annotations.NullMarked;
