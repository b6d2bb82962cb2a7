// SPDX-License-Identifier: Apache-2.0

/** Reads JSON arguments strictly and compares names leniently. */
@NullMarked
package io.portcullis.policy.internal.json;

import org.jspecify.annotations.NullMarked;
