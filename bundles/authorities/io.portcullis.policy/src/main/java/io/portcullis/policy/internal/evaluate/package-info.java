// SPDX-License-Identifier: Apache-2.0

/** The stages that decide a request. */
@NullMarked
package io.portcullis.policy.internal.evaluate;

import org.jspecify.annotations.NullMarked;
