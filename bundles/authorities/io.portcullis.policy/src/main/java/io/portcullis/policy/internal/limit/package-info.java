// SPDX-License-Identifier: Apache-2.0

/** Counts calls against hourly limits in bounded token buckets. */
@NullMarked
package io.portcullis.policy.internal.limit;

import org.jspecify.annotations.NullMarked;
